import type { EmbedOptions } from '../host/host-options.ts';
import type { OverlayLabels } from '../overlay/overlay-labels.ts';
import type { CasementWarning } from '../warning.ts';

/** What component and element take: the options of `embedDashboard`, and what lies over the frame. */
export interface DashboardProps extends Omit<EmbedOptions, 'container'> {
  /** Texts of one's own for skeleton and notices. */
  labels?: OverlayLabels;
  /** False for a page that shows loading and trouble in its own way. Default true. */
  overlays?: boolean;
  /** To be heard it must be there from the beginning. */
  onWarning?(warning: CasementWarning): void;
}

/**
 * As text, what cannot change while a frame is there: whoever changes it has the dashboard embedded anew.
 * Functions are not in it; the latest ones are called.
 */
export function identityOf(
  props: DashboardProps & { style?: unknown; className?: unknown },
): string {
  const { title: _t, context: _c, labels: _l, style: _s, className: _n, ...rest } = props;
  return textOf([rest, !rest.fetchChallengeCode]);
}

/** Plain data as text, to see whether it has changed. Empty for what is not plain: that is refused elsewhere. */
export function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
