import type { Dispose } from '../listeners.ts';
import type { DashboardContext } from '../protocol/dashboard-context.ts';
import type { DashboardEvent } from '../protocol/dashboard-event.ts';
import type { SessionState, SessionStatus } from '../protocol/session-status.ts';
import type { CasementWarning } from '../warning.ts';

export interface SessionUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

export interface SessionTeam {
  readonly id: string;
  readonly name: string;
}

type Scalar = string | number | boolean;

/** Filters that the portal backend pinned into the session; the dashboard API enforces them. */
export type LockedParameters = Readonly<Record<string, Scalar | readonly Scalar[]>>;

/** What the session may do and see. */
export interface SessionAccess {
  readonly team: SessionTeam;
  readonly permissions: readonly string[];
  readonly parameters: LockedParameters;
}

export interface SessionEvents {
  /** The state, or the reason for it, has changed. */
  statechange: SessionStatus;
  /** A new token has replaced the old one. */
  renewed: SessionStatus;
  /** The host has changed the context; the whole of it. */
  contextchange: DashboardContext;
  /** Permissions, parameters or team differ since a renewal. */
  accesschange: SessionAccess;
  /**
   * Somebody else is signed in at the host since a renewal. Without a listener the session fails with
   * `user_changed` rather than mixing two people's data; with one, the listener clears what is shown
   * and the session goes on as the new user.
   */
  userchange: { previous: SessionUser; current: SessionUser };
  /** An event of the host's own. */
  event: DashboardEvent;
  /** Something is not as it should be, though nothing has failed. */
  warning: CasementWarning;
}

/** An authenticated session of a dashboard inside of somebody else's page. It renews itself. */
export interface EmbeddedSession extends SessionAccess {
  readonly state: SessionState;
  readonly status: SessionStatus;
  /** How often the token has been replaced without a reload. */
  readonly renewals: number;
  readonly user: SessionUser;
  readonly context: DashboardContext;
  /**
   * `fetch` with the session's token and a proof of possession, for the frame's own origin and the
   * `resourceOrigins`. Waits while there is no valid token (for `tokenWaitMs`, or until its signal
   * ends); on 401 it renews once for all and repeats the request once.
   * @throws CasementError `resource_origin_not_allowed`, `session_unavailable`, `session_closed`, or the
   * code that the session failed with
   */
  readonly fetch: typeof fetch;
  /** Subscribes; the answer unsubscribes. */
  on<Name extends keyof SessionEvents>(
    name: Name,
    listener: (detail: SessionEvents[Name]) => void,
  ): Dispose;
  /**
   * Sends an event to the host page. Answers false where there is no connection just now.
   * @throws CasementError `event_invalid`
   */
  emit(type: string, payload?: unknown): boolean;
  /** Ends the session in this document: no request, timer or listener stays. */
  close(): void;
}
