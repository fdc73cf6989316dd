import type { EmbeddedDashboard } from '../host/embedded-dashboard.ts';
import { isLive } from '../protocol/session-status.ts';
import { adoptable } from './adopted-style.ts';
import type { Notice } from './overlay-notice.ts';
import type { OverlayProps } from './overlay-props.ts';
import { part } from './part.ts';
import { SKELETON_CSS } from './skeleton-style.ts';

/** What lies over a dashboard: the skeleton until it is live for the first time, and notices. */
export interface Overlay {
  /** Shows what the properties and the dashboard's status now say. */
  update(props: OverlayProps, dashboard: EmbeddedDashboard | undefined): void;
  stop(): void;
}

const adopt = adoptable(SKELETON_CSS);

/**
 * @param root the frame's parent
 * @param onRetry embeds once more, for a viewer who asks for it
 */
export function createOverlay(root: HTMLElement, onRetry: () => void): Overlay {
  const skeleton = part('skeleton');
  skeleton.role = 'status';
  root.append(skeleton);

  let notice: Notice | undefined;
  let isLoading = false;
  let wasLive = false;
  let again = (): void => {};

  async function load(): Promise<void> {
    isLoading = true;
    try {
      const { createNotice } = await import('./overlay-notice.ts');
      notice = createNotice({ root, skeleton, onRetry, part, adoptable });
      again();
    } catch {
      // No network just now: the next change tries again.
      isLoading = false;
    }
  }

  return {
    update(props, dashboard) {
      again = () => notice?.update(props, dashboard, wasLive);
      const { title, context, labels } = props;
      const { theme = '', locale } = context ?? {};
      const isEnglish = /^en/i.test(locale || document.documentElement.lang || 'en');
      adopt(root);
      skeleton.style.colorScheme = /^(dark|light)$/.test(theme) ? theme : '';
      if (!wasLive && dashboard && isLive(dashboard.state)) {
        wasLive = true;
        skeleton.animate({ opacity: 0 }, 200).onfinish = () => skeleton.remove();
      }
      if (isEnglish && !notice) {
        skeleton.textContent = (labels?.loading ?? 'Loading {title}').replace('{title}', title);
      }
      // Loaded when it is needed, and once live in any case: the network may be what fails next.
      if (!isLoading && (!isEnglish || wasLive || dashboard?.status.reason)) void load();
      again();
    },
    stop() {
      notice?.stop();
      skeleton.remove();
    },
  };
}
