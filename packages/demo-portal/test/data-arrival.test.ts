import { expect, test } from 'vitest';
import { reportArrival, silentSince } from '../dashboard/page/data-arrival.ts';

test('data is silent after five seconds without a sample, and never before the first', () => {
  expect(silentSince(null, 60_000)).toBeNull();
  expect(silentSince(10_000, 15_000)).toBeNull();
  expect(silentSince(10_000, 15_001)).toBe(10_000);
});

test('the host hears of each change once, and of what has not changed every half minute', () => {
  const told: boolean[] = [];
  const report = reportArrival((isArriving) => told.push(isArriving));
  report(null, 0);
  expect(told).toEqual([]);
  for (let now = 0; now < 20_000; now += 1000) report(0, now);
  expect(told).toEqual([true, false]);
  report(20_000, 20_000);
  expect(told).toEqual([true, false, true]);
  for (let now = 21_000; now <= 50_000; now += 1000) report(now, now);
  expect(told).toEqual([true, false, true, true]);
});
