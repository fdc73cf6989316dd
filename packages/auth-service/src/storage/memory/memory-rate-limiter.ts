import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { RateLimiter } from '../../domain/limit/rate-limiter.ts';

/** Keys that are counted at once; one costs about half a kilobyte. */
export const RATE_LIMITER_KEYS = 10_000;

export interface MemoryRateLimiterOptions {
  /** Seconds. */
  window: number;
  /** Beyond it the key that came first is forgotten, and with it what it had used. */
  capacity?: number;
}

/**
 * Counts in this process's memory. The library keeps a key and a timer for as many keys as anybody
 * cares to invent, so the keys are bounded here.
 */
export function memoryRateLimiter({
  window,
  capacity = RATE_LIMITER_KEYS,
}: MemoryRateLimiterOptions): RateLimiter & { readonly size: number } {
  const points = Number.MAX_SAFE_INTEGER;
  const limiter = new RateLimiterMemory({ points, duration: window, keyPrefix: '' });
  const keys = new Set<string>();
  const admit = (key: string) => {
    if (keys.has(key)) return;
    if (keys.size >= capacity) {
      for (const oldest of keys) {
        keys.delete(oldest);
        void limiter.delete(oldest);
        break;
      }
    }
    keys.add(key);
  };
  return {
    get size() {
      return keys.size;
    },
    async take(key, amount) {
      admit(key);
      const used = await limiter.consume(key);
      if (used.consumedPoints <= amount) return undefined;
      await limiter.reward(key);
      return used.msBeforeNext;
    },
    async remainingWait(key, amount) {
      // Most callers have done nothing wrong, and then there is nothing to look for.
      if (!keys.has(key)) return undefined;
      const used = await limiter.get(key);
      if (!used || used.consumedPoints < amount || used.msBeforeNext <= 0) return undefined;
      return used.msBeforeNext;
    },
    async giveBack(key) {
      // A window that has ended meanwhile holds nothing to be given back.
      if ((await limiter.get(key))?.consumedPoints) await limiter.reward(key);
    },
  };
}
