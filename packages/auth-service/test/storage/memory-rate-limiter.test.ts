import { expect, test } from 'vitest';
import { memoryRateLimiter } from '../../src/storage/memory/memory-rate-limiter.ts';

test('counts per key, and says how long the window still goes', async () => {
  const limiter = memoryRateLimiter({ window: 60 });
  expect(await limiter.remainingWait('a', 2)).toBeUndefined();
  expect(await limiter.take('a', 2)).toBeUndefined();
  expect(await limiter.remainingWait('a', 2)).toBeUndefined();
  expect(await limiter.take('a', 2)).toBeUndefined();
  const wait = await limiter.take('a', 2);
  expect(wait).toBeGreaterThan(50_000);
  expect(wait).toBeLessThanOrEqual(60_000);
  expect(await limiter.remainingWait('a', 2)).toBeGreaterThan(50_000);
  expect(await limiter.take('b', 2)).toBeUndefined();
});

test('asking counts nothing and keeps no key', async () => {
  const limiter = memoryRateLimiter({ window: 60 });
  for (let i = 0; i < 10; i++) expect(await limiter.remainingWait('a', 1)).toBeUndefined();
  expect(limiter.size).toBe(0);
  expect(await limiter.take('a', 1)).toBeUndefined();
});

test('its memory is bounded: of ever new keys the first are forgotten', async () => {
  const limiter = memoryRateLimiter({ window: 60, capacity: 100 });
  for (let i = 0; i < 10_000; i++) await limiter.take(`key ${i}`, 1);
  expect(limiter.size).toBe(100);
  expect(await limiter.remainingWait('key 9900', 1)).toBeGreaterThan(0);
  expect(await limiter.remainingWait('key 9899', 1)).toBeUndefined();
});

test('what is given back was never counted', async () => {
  const limiter = memoryRateLimiter({ window: 60 });
  await limiter.take('a', 1);
  expect(await limiter.remainingWait('a', 1)).toBeGreaterThan(0);
  await limiter.giveBack('a');
  expect(await limiter.remainingWait('a', 1)).toBeUndefined();
  // Nothing is saved up.
  await limiter.giveBack('a');
  expect(await limiter.take('a', 1)).toBeUndefined();
  expect(await limiter.take('a', 1)).toBeGreaterThan(0);
});

test('what is refused is not counted, so that a raised amount lets through at once', async () => {
  const limiter = memoryRateLimiter({ window: 60 });
  expect(await limiter.take('a', 1)).toBeUndefined();
  for (let i = 0; i < 10; i++) expect(await limiter.take('a', 1)).toBeGreaterThan(0);
  expect(await limiter.remainingWait('a', 2)).toBeUndefined();
  expect(await limiter.take('a', 2)).toBeUndefined();
  expect(await limiter.take('a', 2)).toBeGreaterThan(0);
});
