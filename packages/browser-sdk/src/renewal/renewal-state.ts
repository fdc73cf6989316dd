import type { TokenResponse } from '@casement/server-sdk/contract';
import type { Failure } from '../errors.ts';
import type { SessionState } from '../protocol/session-status.ts';
import type { ChallengeCodeReason } from '../protocol/window-protocol.ts';
import type { Severity } from './severity.ts';

/** Everything that the machine knows. All instants are elapsed milliseconds of one clock. */
export interface RenewalState {
  readonly state: SessionState;
  readonly since: number;
  /** What holds the session up beyond a single failure. */
  readonly obstacle: 'none' | 'paused' | 'ended' | 'failed' | 'closed';
  readonly hasHost: boolean;
  readonly token: TokenTimes | null;
  readonly flight: Flight | null;
  /** Failed flights in a row. */
  readonly failures: number;
  /** When to fly where that is not `token.renewAt`: at the start, after a failure or a sleep. */
  readonly retryAt: number | null;
  /** The next flight has been put off once already, so as not to burst after a sleep. */
  readonly isSpread: boolean;
  /** Somebody wanted the flight to be made while it was in the air: if it fails, the next comes soon. */
  readonly isHastened: boolean;
  /** The wait was asked for by the other side, or is a pause: no wake cuts it short. */
  readonly isWaitBinding: boolean;
  /** A second after the last flight began: nothing brings the next one closer, however often it tries. */
  readonly notBefore: number;
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

/** What a flight brings home, in seconds from receipt. */
export type Grant = Pick<TokenResponse, 'expires_in' | 'renew_in'>;

/** One try to get a challenge code and to exchange it. Is to be made when it appears, stopped when it goes. */
export interface Flight {
  readonly startedAt: number;
  readonly reason: ChallengeCodeReason;
  /** 1 for the first try, counted up until one succeeds. */
  readonly attempt: number;
}

export type RenewalEvent =
  /** The handshake with the host is done. */
  | { type: 'connected' }
  /** What came of a flight; dropped where it is not the current one. */
  | { type: 'succeeded'; flight: Flight; grant: Grant }
  | { type: 'failed'; flight: Flight; failure: Failure; severity: Severity }
  /** A deadline has come, or may have. */
  | { type: 'tick' }
  /** The page is back from sleep, hiding, freezing or being offline. */
  | { type: 'wake' }
  /** A request was refused in spite of the token, or wants one and there is none. */
  | { type: 'demand' }
  /** The host page has removed what was in the way, or somebody does not want to wait. */
  | { type: 'retry' }
  | { type: 'close' };

export interface Surroundings {
  /** Elapsed milliseconds. */
  now: number;
  /** In [0, 1). */
  random: number;
}

/** What holds right after a flight has landed. */
export const LANDED = {
  obstacle: 'none',
  flight: null,
  failures: 0,
  retryAt: null,
  isSpread: false,
  isHastened: false,
  isWaitBinding: false,
  reason: null,
  staleSince: null,
} as const;

/** Where every session begins: the first flight is due. */
export function initialState(now: number): RenewalState {
  return {
    ...LANDED,
    state: 'connecting',
    since: now,
    hasHost: false,
    token: null,
    retryAt: now,
    notBefore: now,
    renewals: 0,
    demands: { count: 0, at: Number.NEGATIVE_INFINITY },
  };
}

/** Whether there is a token that may be used now. */
export function isTokenValid({ obstacle, token }: RenewalState, now: number): boolean {
  return obstacle === 'none' && token !== null && token.expiresAt > now;
}

/** Whether nothing is asked for any more. */
export function isOver({ obstacle }: Pick<RenewalState, 'obstacle'>): boolean {
  return /ended|failed|closed/.test(obstacle);
}

/** Why the session is over for good; undefined while there is hope. */
export function endingOf(state: RenewalState): Failure | undefined {
  const { obstacle, reason } = state;
  if (obstacle === 'closed') return { code: 'session_closed', message: 'The session was closed.' };
  return isOver(state) ? (reason ?? undefined) : undefined;
}
