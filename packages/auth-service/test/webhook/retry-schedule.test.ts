import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import { ATTEMPTS_MAX, retryDelay } from '../../src/domain/webhook/retry-schedule.ts';

fc.configureGlobal(testSeed);

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const middle = () => 0.5;

test('pauses grow threefold up to 12 hours, and end after three days or so', () => {
  const pauses = Array.from({ length: ATTEMPTS_MAX }, (_, index) => retryDelay(index + 1, middle));
  expect(pauses.slice(0, 9)).toEqual(
    [5, 15, 45, 135, 405, 1_215, 3_645, 10_935, 32_805].map((seconds) => seconds * SECOND),
  );
  expect(pauses.slice(9, 14)).toEqual(Array(5).fill(12 * HOUR));
  expect(pauses[14]).toBeUndefined();
  const total = pauses.reduce<number>((sum, pause) => sum + (pause ?? 0), 0);
  expect(total / (24 * HOUR)).toBeGreaterThan(2.5);
  expect(total / (24 * HOUR)).toBeLessThan(3.5);
});

test('jitter is a fifth at most, and what the receiver asks for is a lower bound up to 12 hours', () => {
  const drawn = fc.record({
    attempts: fc.integer({ min: 1, max: ATTEMPTS_MAX - 1 }),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    asked: fc.integer({ min: 0, max: 100 * HOUR }),
  });
  fc.assert(
    fc.property(drawn, ({ attempts, random, asked }) => {
      const plain = retryDelay(attempts, middle) ?? 0;
      const pause = retryDelay(attempts, () => random, asked) ?? 0;
      expect(pause).toBeGreaterThanOrEqual(Math.min(asked, 12 * HOUR));
      expect(pause).toBeGreaterThanOrEqual(Math.floor(plain * 0.8));
      expect(pause).toBeLessThanOrEqual(Math.max(plain * 1.2, Math.min(asked, 12 * HOUR)) + 1);
    }),
    { numRuns: 200 },
  );
});
