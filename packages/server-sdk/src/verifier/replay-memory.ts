const BUCKET_MS = 10_000;

/**
 * Remembers proofs until they are too old to be accepted anyway. Forgetting early would let a proof
 * in twice, so a memory that is full says so instead.
 */
export class ReplayMemory {
  /** By the time of forgetting, so that a whole bucket goes at once. */
  readonly #buckets = new Map<number, Set<string>>();
  readonly #capacity: number;
  #size = 0;

  /** @param capacity how many proofs; each takes about 100 bytes */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Checks and remembers in one step.
   * @param untilMs when the proof would be refused for its age, ms since the epoch
   */
  remember(id: string, untilMs: number, nowMs: number): 'new' | 'seen' | 'full' {
    this.#forget(nowMs);
    for (const bucket of this.#buckets.values()) if (bucket.has(id)) return 'seen';
    if (this.#size >= this.#capacity) return 'full';
    const slot = Math.ceil(untilMs / BUCKET_MS);
    const bucket = this.#buckets.get(slot) ?? new Set();
    this.#buckets.set(slot, bucket.add(id));
    this.#size += 1;
    return 'new';
  }

  get size(): number {
    return this.#size;
  }

  #forget(nowMs: number): void {
    for (const [slot, bucket] of this.#buckets) {
      if (slot * BUCKET_MS >= nowMs) continue;
      this.#buckets.delete(slot);
      this.#size -= bucket.size;
    }
  }
}
