import { expect, test } from 'vitest';
import { createServerClock } from '../src/environment/server-clock.ts';

const SERVER = Date.parse('2026-11-21T04:00:00Z');

function skewed(skew: number) {
  const time = { elapsed: 0, wall: SERVER + skew };
  const clock = { elapsed: () => time.elapsed, wall: () => time.wall };
  return { time, serverClock: createServerClock(clock) };
}

const dated = (instant: number) => new Headers({ date: new Date(instant).toUTCString() });

test('believes the browser until an answer has told', () => {
  const { serverClock } = skewed(5_000);
  expect(serverClock.now()).toBe(SERVER + 5_000);
  expect(serverClock.skew()).toBeNull();
  expect(serverClock.learn(new Headers())).toBe(0);
  expect(serverClock.skew()).toBeNull();
});

test.each([3_600_000, -3_600_000])('is right to a second with a clock off by %i ms', (skew) => {
  const { time, serverClock } = skewed(skew);
  time.elapsed = 200;
  time.wall += 200;
  const change = serverClock.learn(dated(SERVER));
  expect(Math.abs(serverClock.now() - SERVER)).toBeLessThanOrEqual(1_000);
  expect(Math.abs(change + skew)).toBeLessThanOrEqual(1_000);
  expect(Math.abs(Number(serverClock.skew()) + skew)).toBeLessThanOrEqual(1_000);
});

test('runs on elapsed time, whatever becomes of the wall clock', () => {
  const { time, serverClock } = skewed(0);
  serverClock.learn(dated(SERVER));
  const before = serverClock.now();
  time.elapsed += 60_000;
  time.wall -= 7_200_000;
  expect(serverClock.now() - before).toBe(60_000);
});
