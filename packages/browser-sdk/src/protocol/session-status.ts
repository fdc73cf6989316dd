import { type CasementErrorCode, isFailure } from '../errors.ts';

/** Where a session stands; the table in the protocol, section 5, says what is shown in each state. */
export type SessionState = (typeof SESSION_STATES)[number];

const SESSION_STATES = [
  'connecting',
  'authenticating',
  'active',
  'renewing',
  'degraded',
  'stale',
  'paused',
  'failed',
  'closed',
] as const;

/** Why a session is not simply `active`. */
export interface StatusReason {
  code: CasementErrorCode;
  message: string;
  /** Milliseconds until the next try, where one is planned. */
  retryInMs?: number;
}

/** A session's state with its figures. Instants are epoch milliseconds of this window's own clock. */
export interface SessionStatus {
  state: SessionState;
  since: number;
  reason?: StatusReason;
  /** How often the token has been replaced without a reload. */
  renewals: number;
  renewsAt: number | null;
  expiresAt: number | null;
  staleSince: number | null;
  /** Auth service’s clock minus this device’s, in milliseconds; null until an answer has told. */
  clockSkew: number | null;
}

/** A status between windows: durations in milliseconds, since the two clocks need not agree. */
export interface WireStatus {
  state: SessionState;
  reason?: StatusReason | undefined;
  renewals: number;
  sinceAgo: number;
  renewsIn: number | null;
  expiresIn: number | null;
  staleFor: number | null;
  clockSkew?: number | null;
}

/** A wire status on this window's clock: `now` in epoch milliseconds. */
export function fromWireStatus(wire: WireStatus, now: number): SessionStatus {
  const {
    state,
    reason,
    renewals,
    sinceAgo,
    renewsIn,
    expiresIn,
    staleFor,
    clockSkew = null,
  } = wire;
  const at = (duration: number | null) =>
    Number.isFinite(duration) ? now + Number(duration) : null;
  return {
    state,
    since: now - sinceAgo,
    ...(reason && { reason }),
    renewals,
    renewsAt: at(renewsIn),
    expiresAt: at(expiresIn),
    staleSince: at(staleFor && -staleFor),
    clockSkew,
  };
}

/** Whether data on screen is live in that state. */
export function isLive(state: SessionState): boolean {
  return /^(active|renewing|degraded)$/.test(state);
}

/** Whether what the other window sent is a status; it may be another version, or lie. */
export function isWireStatus(value: unknown): value is WireStatus {
  const { state, reason, renewals, sinceAgo, renewsIn, expiresIn, staleFor, clockSkew } =
    Object(value);
  const numbers = [
    renewals,
    sinceAgo,
    renewsIn ?? 0,
    expiresIn ?? 0,
    staleFor ?? 0,
    clockSkew ?? 0,
  ];
  return (
    SESSION_STATES.includes(state) &&
    numbers.every(Number.isFinite) &&
    (reason === undefined || isFailure(reason))
  );
}
