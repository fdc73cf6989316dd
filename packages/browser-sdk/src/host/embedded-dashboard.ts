import type { CasementError } from '../errors.ts';
import type { Dispose } from '../listeners.ts';
import type { DashboardContext } from '../protocol/dashboard-context.ts';
import type { DashboardEvent } from '../protocol/dashboard-event.ts';
import type { SessionState, SessionStatus } from '../protocol/session-status.ts';
import type { DiagnosticCheck } from '../protocol/window-protocol.ts';
import type { CasementWarning } from '../warning.ts';

export interface DashboardEvents {
  /** The state, or the reason for it, has changed. */
  statechange: SessionStatus;
  /** The frame has a new token. */
  renewed: SessionStatus;
  /** An event of the dashboard's own. */
  event: DashboardEvent;
  /** Something failed: the session, or one request for a challenge code that will be repeated. */
  error: CasementError;
  /** Something is not as it should be, though nothing has failed. */
  warning: CasementWarning;
  /** The frame's height has followed its content, in CSS pixels. */
  heightchange: number;
}

/** What `diagnose()` found out. */
export interface Diagnosis {
  /** No check failed. */
  ok: boolean;
  checks: DiagnosticCheck[];
}

/** A dashboard in this page. */
export interface EmbeddedDashboard {
  readonly state: SessionState;
  readonly status: SessionStatus;
  /**
   * Resolves once the session is active. Rejects with a CasementError on options that cannot work, a
   * frame that cannot be reached or does not answer, a refusal, or when the time is up; the dashboard
   * may still become active later (see `state`) unless it has `failed`.
   */
  readonly ready: Promise<void>;
  /** The current one; null where the options were refused, and after `destroy()`. */
  readonly iframe: HTMLIFrameElement | null;
  /** Subscribes; the answer unsubscribes. */
  on<Name extends keyof DashboardEvents>(
    name: Name,
    listener: (detail: DashboardEvents[Name]) => void,
  ): Dispose;
  /**
   * Changes the fields given and keeps the others.
   * @throws CasementError `context_invalid`
   */
  setContext(change: DashboardContext): void;
  /**
   * Sends an event to the dashboard. Answers false where there is no connection just now.
   * @throws CasementError `event_invalid`
   */
  emit(type: string, payload?: unknown): boolean;
  /**
   * Tries again now instead of when the wait is over: for a page that has signed its visitor in again
   * after `login_required`, or a reader who does not want to wait. What a server has asked for by
   * `Retry-After` is waited for all the same. Does nothing while nothing is waited for,
   * nor for a session that was ended (`session_revoked`): embed anew.
   */
  retry(): void;
  /** Looks for what is in the way, and says what to do about it. */
  diagnose(): Promise<Diagnosis>;
  /** Takes the frame out of the page; no request, timer or listener stays. */
  destroy(): void;
}
