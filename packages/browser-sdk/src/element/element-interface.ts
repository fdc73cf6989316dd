import type { DashboardProps } from '../component/dashboard-props.ts';
import type { EmbeddedDashboard } from '../host/embedded-dashboard.ts';
import type { DashboardContext } from '../protocol/dashboard-context.ts';

/** What a script can set beside the attributes; where both say something the property counts. */
export interface DashboardProperties {
  context?: DashboardContext | undefined;
  filters?: DashboardContext['filters'] | undefined;
  fetchChallengeCode?: DashboardProps['fetchChallengeCode'] | undefined;
  autoHeight?: DashboardProps['autoHeight'] | undefined;
  labels?: DashboardProps['labels'] | undefined;
  overlays?: boolean | undefined;
  wall?: DashboardProps['wall'] | undefined;
  debug?: DashboardProps['debug'] | undefined;
  timeouts?: DashboardProps['timeouts'] | undefined;
}

/** The attributes, as properties that reflect them. */
export interface DashboardAttributes {
  src: string | null;
  dashboardTitle: string | null;
  challengeCodeUrl: string | null;
  theme: string | null;
  locale: string | null;
  timeZone: string | null;
  allow: string | null;
  sandbox: string | null;
}

/**
 * `<casement-dashboard src dashboard-title challenge-code-url theme locale time-zone auto-height wall allow
 * sandbox>`. Dispatches `ready`, `statechange`, `renewed`, `event`, `error` and `heightchange`, with the
 * details of `embedDashboard`'s events in `detail`; they do not bubble. Warnings are at `dashboard.on`.
 */
export interface CasementDashboardElement
  extends HTMLElement,
    DashboardProperties,
    DashboardAttributes {
  /** The dashboard, as `embedDashboard` gives it. Another one after `src` has changed. */
  readonly dashboard: EmbeddedDashboard | null;
}
