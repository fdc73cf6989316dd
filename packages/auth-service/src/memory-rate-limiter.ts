import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiter } from './domain/rate-limit.ts';

const MINUTE_SECONDS = 60;

/** Counts in this process's memory. */
export function memoryRateLimiter(perMinute: number): RateLimiter {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: MINUTE_SECONDS });
  return {
    async spend(key) {
      try {
        await limiter.consume(key);
        return undefined;
      } catch (refusal) {
        // The library rejects with this when nothing is left, and with an Error when it fails.
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      }
    },
  };
}
