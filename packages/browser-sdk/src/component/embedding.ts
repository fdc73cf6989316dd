import { embedDashboard } from '../host/embed-dashboard.ts';
import type { EmbeddedDashboard } from '../host/embedded-dashboard.ts';
import { createOverlay } from '../overlay/overlay.ts';
import type { DashboardContext } from '../protocol/dashboard-context.ts';
import type { WallOptions } from '../wall/wall-options.ts';
import { type DashboardProps, textOf } from './dashboard-props.ts';

const HAPPENINGS = ['StateChange', 'Renewed', 'Event', 'Error', 'HeightChange'] as const;

/** What is told, as in the names of callbacks. */
export type Happening = (typeof HAPPENINGS)[number] | 'Ready' | 'Warning';

/** Where a dashboard is to be, what it is told, and whom it tells. */
export interface Mounting {
  /** The element to fill, of class `casement-dashboard`. */
  root: HTMLElement;
  /** Without a `src` only the skeleton is shown. */
  props: DashboardProps;
  notify(name: Happening, detail: unknown): void;
  /** The viewer wants it to be embedded anew. */
  onRetry(): void;
}

/** One frame and what lies over it. */
export interface Embedding {
  readonly dashboard: EmbeddedDashboard | undefined;
  /** Takes over what properties say that can change while a frame is there. */
  follow(): void;
  stop(): void;
}

// A property that is not given any more is taken back, not kept.
const NOTHING = { theme: undefined, locale: undefined, timeZone: undefined, filters: undefined };

/** @param latest as it is by then: callbacks are called as they are, not as they were */
export function embedInto(latest: () => Mounting): Embedding {
  const { root, props } = latest();
  const { fetchChallengeCode, src, overlays } = props;
  const overlay = overlays === false ? undefined : createOverlay(root, () => latest().onRetry());
  const tell = (name: Happening, detail: unknown): void => latest().notify(name, detail);
  const show = (): void => overlay?.update(latest().props, dashboard);
  let dashboard: EmbeddedDashboard | undefined;
  let told = textOf(props.context);
  show();

  if (src) {
    dashboard = embedDashboard({
      ...props,
      ...(fetchChallengeCode && {
        fetchChallengeCode: (...request) =>
          (latest().props.fetchChallengeCode ?? fetchChallengeCode)(...request),
      }),
      // The callback in it may be another by then.
      get wall() {
        return latest().props.wall as WallOptions;
      },
      container: root,
    });
    for (const name of HAPPENINGS) {
      const event = name.toLowerCase() as Lowercase<typeof name>;
      dashboard.on(event, (detail) => tell(name, detail));
    }
    // Whoever listens to warnings has more loaded.
    if (props.onWarning) dashboard.on('warning', (warning) => tell('Warning', warning));
    dashboard.on('statechange', show);
    dashboard.ready.then(
      () => tell('Ready', dashboard),
      () => {},
    );
  }

  return {
    dashboard,
    follow() {
      const { context, title } = latest().props;
      const text = textOf(context);
      if (dashboard?.iframe) {
        dashboard.iframe.title = title;
        if (text !== told) {
          told = text;
          try {
            dashboard.setContext({ ...NOTHING, ...context } as DashboardContext);
          } catch (error) {
            tell('Error', error);
          }
        }
      }
      show();
    },
    stop() {
      overlay?.stop();
      dashboard?.destroy();
    },
  };
}
