/**
 * Counts per key within a fixed window: the port behind which the counters live, in this process's
 * memory or, for several replicas, in a shared store.
 */
export interface RateLimiter {
  /** Counts one; the milliseconds until the window ends when that is more than the limit allows. */
  take(key: string): Promise<number | undefined>;
  /** The same without counting: whether the limit is used up. */
  remainingWait(key: string): Promise<number | undefined>;
  /** Takes back one that was counted. */
  giveBack(key: string): Promise<void>;
}
