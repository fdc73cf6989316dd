import { DomainError } from './errors.ts';

/** Counts what somebody does. One process may count for itself, several share a store. */
export interface RateLimiter {
  /** Spends one; answers the whole seconds to wait when nothing is left. */
  spend(key: string): Promise<number | undefined>;
}

export interface RateLimits {
  /** Mints of one client; `undefined`: unlimited. */
  mintsPerClient: RateLimiter | undefined;
  /** Requests to mint or exchange from one address; `undefined`: unlimited. */
  requestsPerAddress: RateLimiter | undefined;
}

/** @throws DomainError `slow_down` with the seconds to wait */
export async function spendOrRefuse(limiter: RateLimiter | undefined, key: string): Promise<void> {
  const retryAfter = await limiter?.spend(key);
  if (retryAfter === undefined) return;
  throw new DomainError(
    'slow_down',
    `Too many requests. Wait ${retryAfter} s (Retry-After) before the next one.`,
    { retryAfter },
  );
}
