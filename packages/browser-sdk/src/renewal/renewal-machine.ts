import type { Failure } from '../errors.ts';
import type { SessionState } from '../protocol/session-status.ts';
import { backoff, honourRetryAfter, pause } from './backoff.ts';
import type {
  RenewalEffect,
  RenewalEvent,
  RenewalState,
  Surroundings,
  Transition,
} from './renewal-state.ts';
import { severityOf } from './severity.ts';

/** A flight that has not ended by then is given up: its request died in a sleep or a frozen page. */
export const FLIGHT_LIMIT_MS = 60_000;
/** After a wake, a flight of this age is given up already. */
export const WAKE_FLIGHT_LIMIT_MS = 15_000;
/** A wake brings a waiting retry forward to within this time, spread over the frames of a page. */
export const WAKE_SPREAD_MS = 500;
/** Demands further apart than this are unrelated. */
const DEMAND_WINDOW_MS = 60_000;
/** Never renew more often than this, whatever the server says. */
const RENEW_MIN_MS = 500;

/** Pure: what follows from an event. Holds no clock, timer or randomness. */
export function transition(
  state: RenewalState,
  event: RenewalEvent,
  around: Surroundings,
): Transition {
  if (state.obstacle === 'closed' || (state.obstacle === 'failed' && event.type !== 'close')) {
    return { state, effects: [] };
  }
  const effects: RenewalEffect[] = [];
  let next = apply(state, event, around, effects);
  if (isFlightDue(next, event, around.now)) next = takeOff(next, around.now, effects);
  return { state: relabel(next, around.now), effects };
}

/** When the machine wants its next `tick` (elapsed milliseconds); null when it waits for something else. */
export function deadlineOf({
  obstacle,
  flight,
  retryAt,
  token,
  state,
}: RenewalState): number | null {
  if (obstacle === 'failed' || obstacle === 'closed') return null;
  const next =
    flight !== null
      ? flight.startedAt + FLIGHT_LIMIT_MS
      : (retryAt ?? token?.renewAt ?? Number.POSITIVE_INFINITY);
  const isExpiryAhead = token !== null && obstacle === 'none' && state !== 'stale';
  const deadline = isExpiryAhead ? Math.min(next, token.expiresAt) : next;
  return Number.isFinite(deadline) ? deadline : null;
}

function apply(
  state: RenewalState,
  event: RenewalEvent,
  { now, random }: Surroundings,
  effects: RenewalEffect[],
): RenewalState {
  switch (event.type) {
    case 'start':
      return state;
    case 'connected':
      return { ...state, isConnected: true };
    case 'succeeded':
      if (state.flight?.generation !== event.generation) return state;
      return land(state, event.expiresInMs, event.renewInMs, now);
    case 'failed':
      if (state.flight?.generation !== event.generation) return state;
      return crash(state, event.failure, now, random);
    case 'tick':
      return giveUp(state, FLIGHT_LIMIT_MS, now, random, effects);
    case 'wake':
      return bringForward(giveUp(state, WAKE_FLIGHT_LIMIT_MS, now, 0, effects), now, random);
    case 'demand':
      return demand(state, now);
    case 'close':
      if (state.flight) effects.push({ type: 'abandon', generation: state.flight.generation });
      return { ...state, obstacle: 'closed', flight: null, token: null, retryAt: null };
  }
}

function isFlightDue(state: RenewalState, event: RenewalEvent, now: number): boolean {
  if (state.flight !== null || state.obstacle === 'failed' || state.obstacle === 'closed') {
    return false;
  }
  if (event.type === 'start') return true;
  const dueAt = state.retryAt ?? state.token?.renewAt;
  return dueAt !== undefined && dueAt <= now;
}

function takeOff(state: RenewalState, now: number, effects: RenewalEffect[]): RenewalState {
  const generation = state.generation + 1;
  const { token, failures, staleSince, obstacle } = state;
  const hasValidToken = token !== null && token.expiresAt > now && obstacle === 'none';
  const wasActive = token !== null || staleSince !== null;
  effects.push({
    type: 'attempt',
    generation,
    reason: !wasActive ? 'initial' : hasValidToken ? 'renewal' : 'recovery',
    attempt: failures + 1,
  });
  return { ...state, generation, flight: { generation, startedAt: now }, retryAt: null };
}

/** A token has come: both times run from its receipt. */
function land(
  state: RenewalState,
  expiresInMs: number,
  renewInMs: number,
  now: number,
): RenewalState {
  // A renewal after the expiry, or every few milliseconds, is a server's mistake to be survived.
  const renewIn = Math.max(RENEW_MIN_MS, Math.min(renewInMs, expiresInMs * 0.9));
  return {
    ...state,
    obstacle: 'none',
    isConnected: true,
    token: { expiresAt: now + expiresInMs, renewAt: now + renewIn },
    flight: null,
    failures: 0,
    retryAt: null,
    isWaitBinding: false,
    reason: null,
    renewals: state.token === null ? state.renewals : state.renewals + 1,
    staleSince: null,
  };
}

function crash(state: RenewalState, failure: Failure, now: number, random: number): RenewalState {
  const failures = state.failures + 1;
  const severity = severityOf(failure.code, state.token !== null);
  const { retryAfterMs } = failure;
  const failed = { ...state, flight: null, failures, reason: failure };
  if (severity === 'final') return { ...failed, obstacle: 'failed', retryAt: null };
  const wait = severity === 'paused' ? pause(random) : backoff(failures, random);
  const asked = retryAfterMs === undefined ? 0 : honourRetryAfter(retryAfterMs, random);
  return {
    ...failed,
    // An unlucky retry during a pause is still a pause: nothing has lifted the terminal answer.
    obstacle: severity === 'paused' ? 'paused' : state.obstacle,
    retryAt: now + Math.max(wait, asked),
    isWaitBinding: severity === 'paused' || asked > 0,
  };
}

/** A flight older than the limit counts as failed. */
function giveUp(
  state: RenewalState,
  limit: number,
  now: number,
  random: number,
  effects: RenewalEffect[],
): RenewalState {
  const { flight } = state;
  if (flight === null || now - flight.startedAt < limit) return state;
  effects.push({ type: 'abandon', generation: flight.generation });
  const message = `No result within ${Math.round((now - flight.startedAt) / 1000)} s; the page may have slept.`;
  return crash(state, { code: 'attempt_timeout', message }, now, random);
}

function bringForward(state: RenewalState, now: number, random: number): RenewalState {
  if (state.retryAt === null || state.isWaitBinding) return state;
  return { ...state, retryAt: Math.min(state.retryAt, now + random * WAKE_SPREAD_MS) };
}

/**
 * Renews at once, but the more patiently the more often it is asked: a resource that refuses every token
 * must not make the frame renew with every request.
 */
function demand(state: RenewalState, now: number): RenewalState {
  const { token, flight, retryAt, demands } = state;
  if (flight !== null || retryAt !== null || token === null) return state;
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
  const isMarked = label === 'stale' || label === 'paused';
  const staleSince =
    isMarked && state.token !== null
      ? (state.staleSince ?? Math.min(now, state.token.expiresAt))
      : isMarked
        ? state.staleSince
        : null;
  if (label === state.state && staleSince === state.staleSince) return state;
  return { ...state, state: label, since: label === state.state ? state.since : now, staleSince };
}

function labelOf(state: RenewalState, now: number): SessionState {
  const { obstacle, token, flight, failures, isConnected } = state;
  if (obstacle !== 'none') return obstacle;
  if (token === null) return isConnected ? 'authenticating' : 'connecting';
  if (token.expiresAt <= now) return 'stale';
  if (failures > 0) return 'degraded';
  return flight === null ? 'active' : 'renewing';
}
