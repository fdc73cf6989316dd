/**
 * Counts per key within a fixed window: the port behind which the counters live, in this process's
 * memory or, for several replicas, in a shared store. How many are allowed is said with each, so that a
 * limit can change while it counts.
 */
export interface RateLimiter {
  /**
   * Counts one, unless that is more than `amount`: then the milliseconds until the window ends. What is
   * refused is not counted.
   */
  take(key: string, amount: number): Promise<number | undefined>;
  /** The same without counting: whether `amount` is used up. */
  remainingWait(key: string, amount: number): Promise<number | undefined>;
  /** Takes back one that was counted. */
  giveBack(key: string): Promise<void>;
}
