import { expect, test } from 'vitest';
import { createRenewal } from '../../src/renewal/renewal-runner.ts';
import type { Grant, RenewalState } from '../../src/renewal/renewal-state.ts';
import type { Result } from '../../src/result.ts';

interface Flight {
  query: { reason: string; attempt: number };
  signal: AbortSignal;
  land(result: Result<Grant>): void;
  crash(thrown: unknown): void;
}

function setUp() {
  const time = { now: 0 };
  const flights: Flight[] = [];
  const judged: string[] = [];
  const states: RenewalState[] = [];
  const wakes = new Set<() => void>();
  const renewal = createRenewal({
    clock: { elapsed: () => time.now, wall: () => time.now },
    random: () => 0,
    attempt: (query, signal) =>
      new Promise((land, crash) => flights.push({ query, signal, land, crash })),
    judge: async ({ code }) => {
      judged.push(code);
      return code === 'user_changed' ? 'final' : 'transient';
    },
    onChange: (state) => states.push(state),
    onWake: (wake) => {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
  });
  renewal.start();
  return { time, flights, judged, states, wakes, renewal };
}

const grant: Result<Grant> = { ok: true, value: { expires_in: 60, renew_in: 40 } };
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('ends as the failure is judged', async () => {
  const { flights, judged, renewal } = setUp();
  flights[0]?.land({ ok: false, failure: { code: 'user_changed', message: 'No.' } });
  await turn();
  expect([judged, renewal.state.state]).toEqual([['user_changed'], 'failed']);
});

test('aborts a flight that it gives up, and drops what still comes of it', async () => {
  const { time, flights, judged, wakes, renewal } = setUp();
  time.now = 20_000;
  for (const wake of wakes) wake();
  expect(flights[0]?.signal.aborted).toBe(true);
  time.now += 10;
  for (const wake of wakes) wake();
  expect(flights).toHaveLength(2);
  flights[0]?.land(grant);
  await turn();
  expect(judged).toEqual([]);
  expect(renewal.state.state).toBe('connecting');
  flights[1]?.land(grant);
  await turn();
  expect(renewal.state.state).toBe('active');
  renewal.close();
});

test('drops what comes after it was closed, and holds no subscription', async () => {
  const { flights, judged, states, wakes, renewal } = setUp();
  renewal.close();
  expect(flights[0]?.signal.aborted).toBe(true);
  flights[0]?.crash(new Error('Aborted'));
  await turn();
  expect([judged.length, wakes.size, states.at(-1)?.state]).toEqual([0, 0, 'closed']);
});

test('a burst of wakes makes one flight', async () => {
  const { time, flights, wakes, renewal } = setUp();
  flights[0]?.land(grant);
  await turn();
  time.now = 3_600_000;
  for (let count = 0; count < 5; count += 1) for (const wake of wakes) wake();
  expect(flights).toHaveLength(2);
  expect(flights[1]?.query.reason).toBe('recovery');
  renewal.close();
});
