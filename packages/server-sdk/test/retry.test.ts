import { expect, test } from 'vitest';
import { backoffMs, DEFAULT_RETRY, retryAfterSeconds } from '../src/retry.ts';

const NOW = Date.parse('Sat, 21 Nov 2026 03:00:00 GMT');

test('waits are spread from nothing to a bound that doubles up to its maximum', () => {
  const longest = [1, 2, 3, 10].map((attempt) => backoffMs(DEFAULT_RETRY, attempt, 1));
  expect(longest).toEqual([100, 200, 400, 2_000]);
  expect(backoffMs(DEFAULT_RETRY, 5, 0)).toBe(0);
  expect(backoffMs(DEFAULT_RETRY, 1, 0.25)).toBe(25);
});

test.each([
  ['7', 7],
  [' 0 ', 0],
  ['999999', 86_400],
  ['Sat, 21 Nov 2026 03:00:30 GMT', 30],
  ['Sat, 21 Nov 2026 02:00:00 GMT', 0],
  ['Sun, 21 Nov 2027 03:00:00 GMT', 86_400],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['2026-11-21', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %s', (header, seconds) => {
  expect(retryAfterSeconds(header, NOW)).toBe(seconds);
});
