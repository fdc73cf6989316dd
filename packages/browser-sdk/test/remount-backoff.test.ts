import { expect, test } from 'vitest';
import { remountWait, SILENCE_WAIT_MAX_MS, WAIT_MAX_MS } from '../src/wall/remount-backoff.ts';

test('the first remount is made at once, later ones wait longer and longer, up to a limit', () => {
  expect(remountWait(0, WAIT_MAX_MS, 0.9)).toBe(0);
  expect([1, 2, 3].map((inARow) => remountWait(inARow, WAIT_MAX_MS, 0))).toEqual([
    2_500, 5_000, 10_000,
  ]);
  expect(remountWait(10_000, WAIT_MAX_MS, 0)).toBe(150_000);
});

test('EM19 a frame that never spoke is tried again every 30 to 60 s, however long that lasts', () => {
  for (const inARow of [5, 6, 100, 1_000_000]) {
    expect(remountWait(inARow, SILENCE_WAIT_MAX_MS, 0)).toBe(30_000);
    expect(remountWait(inARow, SILENCE_WAIT_MAX_MS, 0.9999)).toBeLessThanOrEqual(60_000);
  }
});
