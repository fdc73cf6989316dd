const BUCKET_MS = 10_000;

/** What was remembered within ten seconds, so that it is forgotten at once. */
interface Bucket {
  ids: Set<string>;
  /** How many of them each key has. */
  sizes: Map<string, number>;
}

/** `crowded`: this key has used its share up; `full`: all of them together have. */
export type ReplayOutcome = 'new' | 'seen' | 'crowded' | 'full';

/**
 * Remembers proofs until they are too old to be accepted anyway. Forgetting early would let a proof
 * in twice, so a memory that is full says so instead; and so that no session can fill it for the
 * others, each key has a tenth of it at most.
 */
export class ReplayMemory {
  /** By the time of forgetting. */
  readonly #buckets = new Map<number, Bucket>();
  readonly #capacity: number;
  readonly #share: number;
  #size = 0;

  /** @param capacity how many proofs; each takes about 100 bytes */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#share = Math.ceil(capacity / 10);
  }

  /**
   * Checks and remembers in one step.
   * @param id of the proof, unlike that of any other key's
   * @param key whose share it takes from
   * @param untilMs when the proof would be refused for its age, ms since the epoch
   */
  remember(id: string, key: string, untilMs: number, nowMs: number): ReplayOutcome {
    this.#forget(nowMs);
    let ofKey = 0;
    for (const { ids, sizes } of this.#buckets.values()) {
      if (ids.has(id)) return 'seen';
      ofKey += sizes.get(key) ?? 0;
    }
    if (ofKey >= this.#share) return 'crowded';
    if (this.#size >= this.#capacity) return 'full';
    const slot = Math.ceil(untilMs / BUCKET_MS);
    const bucket = this.#buckets.get(slot) ?? { ids: new Set(), sizes: new Map() };
    this.#buckets.set(slot, bucket);
    bucket.ids.add(id);
    bucket.sizes.set(key, (bucket.sizes.get(key) ?? 0) + 1);
    this.#size += 1;
    return 'new';
  }

  get size(): number {
    return this.#size;
  }

  #forget(nowMs: number): void {
    for (const [slot, { ids }] of this.#buckets) {
      if (slot * BUCKET_MS >= nowMs) continue;
      this.#buckets.delete(slot);
      this.#size -= ids.size;
    }
  }
}
