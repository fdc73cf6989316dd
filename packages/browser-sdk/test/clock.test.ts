import { expect, test } from 'vitest';
import { createClock } from '../src/environment/clock.ts';

function twoClocks() {
  const time = { monotonic: 1_000, wall: 1_700_000_000_000 };
  const clock = createClock(
    () => time.monotonic,
    () => time.wall,
  );
  return { time, clock };
}

test('runs with the monotonic clock, jitter of the wall clock left aside', () => {
  const { time, clock } = twoClocks();
  const start = clock.elapsed();
  for (let step = 0; step < 1_000; step += 1) {
    time.monotonic += 0.5;
    time.wall += step % 2;
    clock.elapsed();
  }
  expect(clock.elapsed() - start).toBe(500);
});

test('counts a sleep during which the monotonic clock stood still', () => {
  const { time, clock } = twoClocks();
  const start = clock.elapsed();
  time.wall += 3_600_000;
  expect(clock.elapsed() - start).toBe(3_600_000);
  time.monotonic += 10;
  time.wall += 10;
  expect(clock.elapsed() - start).toBe(3_600_010);
});

test('never goes back, and goes on at once after the wall clock was set back', () => {
  const { time, clock } = twoClocks();
  time.wall += 3_600_000;
  const before = clock.elapsed();
  time.wall -= 3_600_000;
  expect(clock.elapsed()).toBe(before);
  time.monotonic += 1_000;
  time.wall += 1_000;
  expect(clock.elapsed()).toBe(before + 1_000);
});
