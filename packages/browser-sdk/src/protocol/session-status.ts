import { type CasementErrorCode, isErrorCode } from '../errors.ts';

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
}

/** A wire status on this window's clock: `now` in epoch milliseconds. */
export function fromWireStatus(wire: WireStatus, now: number): SessionStatus {
  const { state, reason, renewals, sinceAgo, renewsIn, expiresIn, staleFor } = wire;
  return {
    state,
    since: now - sinceAgo,
    ...(reason && { reason }),
    renewals,
    renewsAt: renewsIn === null ? null : now + renewsIn,
    expiresAt: expiresIn === null ? null : now + expiresIn,
    staleSince: staleFor === null ? null : now - staleFor,
  };
}

/** Whether data on screen is live in that state. */
export function isLive(state: SessionState): boolean {
  return state === 'active' || state === 'renewing' || state === 'degraded';
}

/** Whether what the other window sent is a status; it may be another version, or lie. */
export function isWireStatus(value: unknown): value is WireStatus {
  if (typeof value !== 'object' || value === null) return false;
  const status = value as Partial<Record<keyof WireStatus, unknown>>;
  const isDuration = (field: unknown): boolean => field === null || typeof field === 'number';
  return (
    (SESSION_STATES as readonly unknown[]).includes(status.state) &&
    typeof status.renewals === 'number' &&
    typeof status.sinceAgo === 'number' &&
    [status.renewsIn, status.expiresIn, status.staleFor].every(isDuration) &&
    (status.reason === undefined || isReason(status.reason))
  );
}

function isReason(value: unknown): value is StatusReason {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message } = value as Partial<StatusReason>;
  return isErrorCode(code) && typeof message === 'string';
}
