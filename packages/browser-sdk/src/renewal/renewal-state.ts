import type { Failure } from '../errors.ts';
import type { SessionState } from '../protocol/session-status.ts';
import type { ChallengeCodeReason } from '../protocol/window-protocol.ts';

/** Everything that the machine knows. All instants are elapsed milliseconds of one clock. */
export interface RenewalState {
  readonly state: SessionState;
  readonly since: number;
  /** What holds the session up beyond a single failure. */
  readonly obstacle: 'none' | 'paused' | 'failed' | 'closed';
  readonly isConnected: boolean;
  readonly token: TokenTimes | null;
  readonly flight: Flight | null;
  /** Number of the last flight; a result of any other is late and dropped. */
  readonly generation: number;
  /** Failed flights in a row. */
  readonly failures: number;
  /** When a failed flight is tried again. */
  readonly retryAt: number | null;
  /** The wait was asked for by the other side, or is a pause: no wake cuts it short. */
  readonly isWaitBinding: boolean;
  readonly reason: Failure | null;
  readonly renewals: number;
  readonly staleSince: number | null;
  /** Renewals that refused requests have asked for, to keep a resource that always refuses at bay. */
  readonly demands: { readonly count: number; readonly at: number };
}

export interface TokenTimes {
  readonly expiresAt: number;
  readonly renewAt: number;
}

export interface Flight {
  readonly generation: number;
  readonly startedAt: number;
}

export type RenewalEvent =
  | { type: 'start' }
  /** The handshake with the host is done. */
  | { type: 'connected' }
  | { type: 'succeeded'; generation: number; expiresInMs: number; renewInMs: number }
  | { type: 'failed'; generation: number; failure: Failure }
  /** A deadline has come, or may have. */
  | { type: 'tick' }
  /** The page is back from sleep, hiding, freezing or being offline. */
  | { type: 'wake' }
  /** A request was refused in spite of the token, or wants one and there is none. */
  | { type: 'demand' }
  | { type: 'close' };

export type RenewalEffect =
  /** Get a challenge code and exchange it; report `succeeded` or `failed` with this generation. */
  | { type: 'attempt'; generation: number; reason: ChallengeCodeReason; attempt: number }
  /** Stop that flight; its result is of no interest any more. */
  | { type: 'abandon'; generation: number };

export interface Surroundings {
  /** Elapsed milliseconds. */
  now: number;
  /** In [0, 1). */
  random: number;
}

export interface Transition {
  state: RenewalState;
  effects: RenewalEffect[];
}

/** Where every session begins. */
export function initialState(now: number): RenewalState {
  return {
    state: 'connecting',
    since: now,
    obstacle: 'none',
    isConnected: false,
    token: null,
    flight: null,
    generation: 0,
    failures: 0,
    retryAt: null,
    isWaitBinding: false,
    reason: null,
    renewals: 0,
    staleSince: null,
    demands: { count: 0, at: Number.NEGATIVE_INFINITY },
  };
}
