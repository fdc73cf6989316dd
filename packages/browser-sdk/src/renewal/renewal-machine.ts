import type { Failure } from '../errors.ts';
import type { SessionState } from '../protocol/session-status.ts';
import { BACKOFF_MIN_MS, backoff, honourRetryAfter, pause } from './backoff.ts';
import {
  type Flight,
  type Grant,
  isOver,
  isTokenValid,
  LANDED,
  type RenewalEvent,
  type RenewalState,
  type Surroundings,
} from './renewal-state.ts';
import type { Severity } from './severity.ts';

/** A flight that has not ended by then is given up: its request died in a sleep or a frozen page. */
export const FLIGHT_LIMIT_MS = 60_000;
/** After a wake, a flight of this age is given up already. */
export const WAKE_FLIGHT_LIMIT_MS = 15_000;
/** Frames that wake together fly within this time, not all at once. */
export const WAKE_SPREAD_MS = 500;
/** What a wake finds due for so long fell due during a sleep. */
export const SLEPT_MIN_MS = 1_000;
/**
 * What a timer finds due for so long did. In hidden pages browsers let timers wait for up to a minute;
 * there the next timer, too, would come a minute later, and the token would be lost meanwhile.
 */
export const THROTTLED_MAX_MS = 61_000;
/** No flight takes so long while the page runs: its answer has waited in a frozen page. */
export const ANSWER_LIMIT_MS = 30_000;
/** Demands further apart than this are unrelated. */
const DEMAND_WINDOW_MS = 60_000;
/** Never renew more often than this, whatever the server says. */
const RENEW_MIN_MS = 500;

/** Pure: what follows from an event. Holds no clock, timer or randomness. */
export function transition(
  state: RenewalState,
  event: RenewalEvent,
  { now, random }: Surroundings,
): RenewalState {
  if (state.obstacle === 'closed' || (isOver(state) && event.type !== 'close')) return state;
  const sleptMs = event.type === 'tick' ? THROTTLED_MAX_MS : SLEPT_MIN_MS;
  return relabel(takeOff(apply(state, event, now, random), sleptMs, now, random), now);
}

/** When the machine wants its next `tick` (elapsed milliseconds); null when it has ended. */
export function deadlineOf(renewal: RenewalState): number | null {
  if (isOver(renewal)) return null;
  const { obstacle, flight, retryAt, token, state } = renewal;
  const next = flight
    ? flight.startedAt + FLIGHT_LIMIT_MS
    : (retryAt ?? token?.renewAt ?? Number.POSITIVE_INFINITY);
  const isExpiryAhead = token && obstacle === 'none' && state !== 'stale';
  return isExpiryAhead ? Math.min(next, token.expiresAt) : next;
}

function apply(
  state: RenewalState,
  event: RenewalEvent,
  now: number,
  random: number,
): RenewalState {
  switch (event.type) {
    case 'connected':
      return { ...state, hasHost: true };
    case 'succeeded':
      if (state.flight !== event.flight) return state;
      return land(state, event.flight, event.grant, now);
    case 'failed':
      if (state.flight !== event.flight) return state;
      return crash(state, event.failure, event.severity, now, random);
    case 'tick':
      return giveUp(state, FLIGHT_LIMIT_MS, now, random);
    case 'wake':
      return bringForward(
        giveUp(state, WAKE_FLIGHT_LIMIT_MS, now, 0),
        now + random * WAKE_SPREAD_MS,
      );
    case 'retry':
      // Cuts a pause short, too, but not what the other side has asked for.
      return bringForward(state, now, state.reason?.retryAfterMs !== undefined);
    case 'demand':
      return demand(state, now);
    case 'close':
      return { ...state, obstacle: 'closed', flight: null, token: null, retryAt: null };
  }
}

/** Begins the flight that is due; one that fell due during a sleep is put off a little, once. */
function takeOff(state: RenewalState, sleptMs: number, now: number, random: number): RenewalState {
  const { token, flight, failures, staleSince, isSpread } = state;
  const dueAt = state.retryAt ?? token?.renewAt ?? Number.POSITIVE_INFINITY;
  if (flight || dueAt > now || isOver(state)) return state;
  if (now - dueAt >= sleptMs && !isSpread) {
    return { ...state, retryAt: now + random * WAKE_SPREAD_MS, isSpread: true };
  }
  const reason = isTokenValid(state, now)
    ? 'renewal'
    : token || staleSince !== null
      ? 'recovery'
      : 'initial';
  return {
    ...state,
    flight: { startedAt: now, reason, attempt: failures + 1 },
    retryAt: null,
    isSpread: false,
    isHastened: false,
  };
}

/** A token has come: both times run from its receipt, or from long before where that has been late. */
function land(
  state: RenewalState,
  { startedAt }: Flight,
  { expires_in, renew_in }: Grant,
  now: number,
): RenewalState {
  const from = now - startedAt < ANSWER_LIMIT_MS ? now : startedAt;
  // A renewal after the expiry, or every few milliseconds, is a server's mistake to be survived.
  const renewAt = from + Math.min(renew_in, expires_in * 0.9) * 1000;
  return {
    ...state,
    ...LANDED,
    token: {
      expiresAt: from + expires_in * 1000,
      renewAt: Math.max(now + RENEW_MIN_MS, renewAt),
    },
    renewals: state.renewals + (state.token ? 1 : 0),
  };
}

function crash(
  state: RenewalState,
  failure: Failure,
  severity: Severity,
  now: number,
  random: number,
): RenewalState {
  const failures = state.failures + 1;
  const { retryAfterMs } = failure;
  const failed = { ...state, flight: null, failures, reason: failure };
  if (severity === 'final') return { ...failed, obstacle: 'failed', retryAt: null };
  if (severity === 'ended') return { ...failed, obstacle: 'ended', retryAt: null };
  const notBefore = (state.flight?.startedAt ?? now) + BACKOFF_MIN_MS;
  const wait =
    severity === 'paused'
      ? pause(random)
      : state.isHastened
        ? Math.max(random * WAKE_SPREAD_MS, notBefore - now)
        : backoff(failures, random);
  const asked = retryAfterMs === undefined ? 0 : honourRetryAfter(retryAfterMs, random);
  return {
    ...failed,
    // An unlucky retry during a pause is still a pause: nothing has lifted the terminal answer.
    obstacle: severity === 'paused' ? 'paused' : state.obstacle,
    retryAt: now + Math.max(wait, asked),
    isWaitBinding: severity === 'paused' || asked > 0,
    notBefore,
  };
}

/** A flight older than the limit counts as failed. */
function giveUp(state: RenewalState, limit: number, now: number, random: number): RenewalState {
  const { flight } = state;
  if (!flight || now - flight.startedAt < limit) return state;
  const message = `No result in ${limit} ms.`;
  return crash(state, { code: 'attempt_timeout', message }, 'transient', now, random);
}

/** Shortens the wait; one that has not begun, as the flight is still in the air, will be short. */
function bringForward(
  state: RenewalState,
  at: number,
  isBinding = state.isWaitBinding,
): RenewalState {
  const { flight, retryAt, notBefore } = state;
  if (flight) return { ...state, isHastened: true };
  // What comes soon stays: one wake has several events, the earliest draw of which would undo the spread.
  if (retryAt === null || isBinding || retryAt - at < WAKE_SPREAD_MS) return state;
  return { ...state, retryAt: Math.max(at, notBefore) };
}

/**
 * Renews at once, but the more patiently the more often it is asked: a resource that refuses every token
 * must not make the frame renew with every request.
 */
function demand(state: RenewalState, now: number): RenewalState {
  const { token, flight, retryAt, demands } = state;
  if (flight || retryAt !== null || !token) return state;
  const count = now - demands.at > DEMAND_WINDOW_MS ? 0 : demands.count;
  const earliest = count === 0 ? now : demands.at + backoff(count, 0.5);
  const renewAt = Math.max(now, earliest);
  if (renewAt >= token.renewAt) return state;
  return {
    ...state,
    token: { ...token, renewAt },
    demands: { count: count + 1, at: renewAt },
  };
}

function relabel(state: RenewalState, now: number): RenewalState {
  const label = labelOf(state, now);
  const { token } = state;
  const isMarked = label === 'stale' || label === 'paused';
  const staleSince = isMarked
    ? (state.staleSince ?? (token && Math.min(now, token.expiresAt)))
    : null;
  if (label === state.state && staleSince === state.staleSince) return state;
  return { ...state, state: label, since: label === state.state ? state.since : now, staleSince };
}

function labelOf(state: RenewalState, now: number): SessionState {
  const { obstacle, token, flight, failures, hasHost } = state;
  if (obstacle !== 'none') return obstacle === 'ended' ? 'paused' : obstacle;
  if (token === null) return hasHost ? 'authenticating' : 'connecting';
  if (token.expiresAt <= now) return 'stale';
  if (failures > 0) return 'degraded';
  return flight === null ? 'active' : 'renewing';
}
