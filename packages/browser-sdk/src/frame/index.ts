export { CasementError, type CasementErrorCode } from '../errors.ts';
export type { Dispose } from '../listeners.ts';
export type { DebugEntry, DebugTopic } from '../observation/debug-entry.ts';
export type { DashboardContext } from '../protocol/dashboard-context.ts';
export type { DashboardEvent } from '../protocol/dashboard-event.ts';
export type { SessionState, SessionStatus, StatusReason } from '../protocol/session-status.ts';
export type { CasementWarning, WarningCode } from '../warning.ts';
export type { ConnectOptions, FrameTimeouts } from './connect-options.ts';
export { connectToHost } from './connect-to-host.ts';
export type {
  EmbeddedSession,
  LockedParameters,
  SessionAccess,
  SessionEvents,
  SessionTeam,
  SessionUser,
} from './embedded-session.ts';
