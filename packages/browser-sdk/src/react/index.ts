export { CasementError, type CasementErrorCode } from '../errors.ts';
export type { ChallengeCodeRequest, FetchChallengeCode } from '../host/challenge-code-source.ts';
export type { Diagnosis } from '../host/embedded-dashboard.ts';
export type { HostTimeouts } from '../host/host-options.ts';
export type { OverlayLabels } from '../overlay/overlay-labels.ts';
export type { DashboardContext } from '../protocol/dashboard-context.ts';
export type { DashboardEvent } from '../protocol/dashboard-event.ts';
export type { SessionState, SessionStatus, StatusReason } from '../protocol/session-status.ts';
export { EmbeddedDashboard, type EmbeddedDashboardProps } from './embedded-dashboard.ts';
