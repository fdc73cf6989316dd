/** The fault table of docs/renewal.md: what is answered to the frame, or is not. */
import { describe, expect, test } from 'vitest';
import { BACKOFF_MAX_MS, PAUSE_MAX_MS } from '../../src/renewal/backoff.ts';
import { activeLife, Life, refusal } from '../support/renewal-life.ts';

/** The next backoff step at the latest, and the flight itself. */
const NEXT_STEP_MS = BACKOFF_MAX_MS + 200;

test('auth service down for 5 minutes: degraded, stale, active again with the next step', () => {
  const life = activeLife();
  life.fault = refusal('issuer_unreachable');
  life.until('degraded');
  expect(life.state.reason?.code).toBe('issuer_unreachable');
  life.pass(300_000);
  expect(life.state.state).toBe('stale');
  expect(life.flightsWithin(60_000)).toBeLessThanOrEqual(12);
  life.fault = undefined;
  expect(life.until('active')).toBeLessThanOrEqual(NEXT_STEP_MS);
  expect(life.trail.map(({ state }) => state.state)).toEqual([
    'authenticating',
    'active',
    'renewing',
    'degraded',
    'stale',
    'active',
  ]);
});

test('auth service restarting: a token outlives it, and its first answer ends the trouble', () => {
  const life = activeLife();
  life.until('renewing');
  life.loseAnswers();
  life.fault = refusal('temporarily_unavailable', { retryAfterMs: 2_000 });
  life.pass(75_000);
  expect(life.state.state).toBe('degraded');
  life.fault = undefined;
  expect(life.until('active')).toBeLessThanOrEqual(NEXT_STEP_MS);
  expect(life.trail.map(({ state }) => state.state)).not.toContain('stale');
});

test.each(['portal_error', 'portal_refused', 'portal_unreachable'] as const)(
  'portal backend answers %s: retried with backoff until it is well',
  (code) => {
    const life = activeLife();
    life.fault = refusal(code);
    life.until('degraded');
    life.pass(120_000);
    expect(life.state.reason?.code).toBe(code);
    life.fault = undefined;
    expect(life.until('active')).toBeLessThanOrEqual(NEXT_STEP_MS);
  },
);

test('portal session ended: retried without a pause, and at once when the page says so', () => {
  const life = activeLife();
  life.fault = refusal('login_required', { status: 401 });
  life.until('stale');
  life.pass(600_000);
  expect(life.state.reason?.code).toBe('login_required');
  life.fault = undefined;
  life.send({ type: 'retry' });
  expect(life.until('active')).toBeLessThanOrEqual(200);
});

test('portal session ended: a page that answers every error with a retry asks once a second', () => {
  const life = activeLife();
  life.fault = refusal('login_required', { afterMs: 1 });
  life.until('degraded');
  for (let turn = 0; turn < 6_000; turn += 1) life.pass(10).send({ type: 'retry' });
  expect(life.flightsWithin(60_000)).toBeLessThanOrEqual(60);
});

test('portal session ended: recovers by itself where nobody tells it', () => {
  const life = activeLife();
  life.fault = refusal('login_required', { status: 401 });
  life.until('stale');
  life.fault = undefined;
  expect(life.until('active')).toBeLessThanOrEqual(NEXT_STEP_MS);
});

test('portal session ended: signed in again while a request is under way', () => {
  const life = activeLife();
  life.fault = refusal('login_required', { afterMs: 5_000 });
  life.until('degraded');
  while (!life.state.flight) life.pass(10);
  life.fault = undefined;
  life.send({ type: 'retry' });
  expect(life.until('active')).toBeLessThanOrEqual(5_000 + 700);
});

test('portal backend answers 429: Retry-After is waited for, whatever wakes the page', () => {
  const life = activeLife();
  life.fault = refusal('slow_down', { retryAfterMs: 45_000 });
  life.until('degraded');
  const flights = life.flights.length;
  for (let second = 0; second < 44; second += 1) {
    life.pass(1_000).send({ type: 'wake' }).send({ type: 'demand' }).send({ type: 'retry' });
  }
  expect(life.flights).toHaveLength(flights);
  life.fault = undefined;
  expect(life.until('active')).toBeLessThanOrEqual(2_200);
});

test('portal backend answers garbage: as any other failure', () => {
  const life = activeLife();
  life.fault = refusal('portal_answer_invalid');
  life.until('degraded');
  life.pass(60_000);
  life.fault = undefined;
  expect(life.until('active')).toBeLessThanOrEqual(NEXT_STEP_MS);
});

test('portal backend never answers: its time-out is a failure, and no flight lasts for ever', () => {
  const life = activeLife();
  life.fault = refusal('portal_timeout', { afterMs: 10_000 });
  life.until('degraded');
  life.fault = 'none';
  life.until('stale');
  expect(life.flightsWithin(60_000)).toBeLessThanOrEqual(2);
  life.fault = undefined;
  // The flight that never ends is given up after a minute.
  expect(life.until('active')).toBeLessThanOrEqual(60_000 + NEXT_STEP_MS);
});

test('slow answer after a newer one: dropped, the newer token stays', () => {
  const life = activeLife();
  life.fault = { afterMs: 40_000, grant: { expires_in: 1, renew_in: 1 } };
  life.until('renewing');
  life.fault = undefined;
  // The slow one is under way; a wake gives it up, and the next one overtakes it.
  life.pass(16_000).send({ type: 'wake' });
  expect(life.until('active')).toBeLessThanOrEqual(2_000);
  const { token, renewals } = life.state;
  life.pass(30_000);
  expect(life.state).toMatchObject({ token, renewals, state: 'active' });
});

test('exchange answer lost: the next flight gets a new code and a new token', () => {
  const life = activeLife();
  life.fault = () => {
    life.fault = undefined;
    return refusal('issuer_unreachable', { afterMs: 3_000 });
  };
  life.until('degraded');
  expect(life.until('active')).toBeLessThanOrEqual(2_200);
  expect(life.state.renewals).toBe(1);
});

test('code expired on the way: a new code is asked for at once, with backoff', () => {
  const life = activeLife();
  life.fault = refusal('invalid_grant', { status: 400 });
  life.until('degraded');
  life.fault = undefined;
  expect(life.until('active')).toBeLessThanOrEqual(2_200);
  expect(life.flights.at(-1)?.flight).toMatchObject({ reason: 'renewal', attempt: 2 });
});

test('client paused and resumed after an hour: paused, tried twice a minute at most, recovers', () => {
  const life = activeLife();
  life.fault = refusal('client_disabled', { status: 403 });
  life.until('paused');
  const { staleSince } = life.state;
  life.pass(3_600_000);
  expect(life.state).toMatchObject({ state: 'paused', staleSince });
  expect(life.flightsWithin(3_600_000)).toBeLessThanOrEqual(120);
  expect(life.flightsWithin(3_600_000)).toBeGreaterThanOrEqual(59);
  life.fault = undefined;
  expect(life.until('active')).toBeLessThanOrEqual(PAUSE_MAX_MS + 200);
});

test('session revoked: paused for good without asking again, whatever wakes it; a fresh load begins another', () => {
  const life = activeLife();
  life.fault = refusal('session_revoked', { status: 403 });
  life.until('paused');
  const ended = life.state;
  expect(ended.reason?.code).toBe('session_revoked');
  const { length } = life.flights;
  for (let minute = 0; minute < 60; minute += 1) {
    life.pass(60_000).send({ type: 'wake' }).send({ type: 'demand' }).send({ type: 'retry' });
  }
  life.stop(3_600_000).send({ type: 'wake' });
  expect(life.flights).toHaveLength(length);
  expect(life.state).toBe(ended);
  const fresh = new Life();
  expect(fresh.flights[0]?.flight).toMatchObject({ reason: 'initial', attempt: 1 });
  expect(fresh.until('active')).toBeLessThanOrEqual(200);
});

test('permission change: the refused request brings the renewal forward, once', () => {
  const life = activeLife();
  life.pass(1_000);
  for (let request = 0; request < 20; request += 1) life.send({ type: 'demand' });
  expect(life.flights).toHaveLength(2);
  expect(life.until('active')).toBeLessThanOrEqual(200);
  expect(life.state.renewals).toBe(1);
});

describe.each([60, 600])('lifetime %i s', (expiresIn) => {
  test('lifetime of 60 s and of 600 s: renewed at 60 to 80 % of it, for a day', () => {
    const life = activeLife({ expiresIn });
    life.pass(86_400_000);
    const starts = life.flights.map(({ at }) => at);
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(expiresIn * 600);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(expiresIn * 800 + 200);
    const shown = new Set(life.trail.slice(1).map(({ state }) => state.state));
    expect([...shown].sort()).toEqual(['active', 'renewing']);
  });
});

test('host or frame reloaded: a new life begins with an initial flight', () => {
  const life = new Life();
  expect(life.flights[0]?.flight).toMatchObject({ reason: 'initial', attempt: 1 });
  life.fault = refusal('host_unreachable');
  life.pass(1);
  expect(life.until('active', 40_000)).toBeLessThanOrEqual(200);
});

test('single-page application unmounts: nothing is done any more, whatever still arrives', () => {
  const life = activeLife();
  life.until('renewing');
  life.send({ type: 'close' });
  const { flights, state } = life;
  for (const type of ['wake', 'demand', 'retry', 'tick', 'connected'] as const) life.send({ type });
  life.pass(3_600_000);
  expect(life.state).toBe(state);
  expect(life.flights).toBe(flights);
  expect(state).toMatchObject({ state: 'closed', flight: null, token: null });
});
