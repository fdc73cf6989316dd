export { CasementError, type CasementErrorCode } from '../errors.ts';
export type { Dispose } from '../listeners.ts';
export type { DebugEntry, DebugTopic } from '../observation/debug-entry.ts';
export type { DashboardContext } from '../protocol/dashboard-context.ts';
export type { DashboardEvent } from '../protocol/dashboard-event.ts';
export type { SessionState, SessionStatus, StatusReason } from '../protocol/session-status.ts';
export type {
  ChallengeCodeReason,
  DiagnosticCheck,
  HeightLimits,
} from '../protocol/window-protocol.ts';
export type { WallOptions, WallTelemetry } from '../wall/wall-options.ts';
export type { CasementWarning, WarningCode } from '../warning.ts';
export type { ChallengeCodeRequest, FetchChallengeCode } from './challenge-code-request.ts';
export { embedDashboard } from './embed-dashboard.ts';
export type { DashboardEvents, Diagnosis, EmbeddedDashboard } from './embedded-dashboard.ts';
export type { EmbedOptions, HostTimeouts } from './host-options.ts';
