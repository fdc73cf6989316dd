const WINDOW_MS = 60_000;
const LIMIT = 10;

export interface Attempt {
  email: string;
  /** Where it comes from: whoever guesses there locks nobody out anywhere else. */
  address: string;
}

/** Slows the guessing of passwords: ten failures a minute for one e-mail from one address. */
export class Attempts {
  readonly #counts = new Map<string, { count: number; until: number }>();
  readonly #now: () => number;

  /** @param now ms since the epoch */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Counts an attempt before it is made, so that of many at once no more get through than of one after
   * the other.
   * @returns seconds to wait where it must not be made; 0 where it may
   */
  begin(attempt: Attempt): number {
    const now = this.#now();
    for (const [key, { until }] of this.#counts) if (until <= now) this.#counts.delete(key);
    const key = keyOf(attempt);
    const { count, until } = this.#counts.get(key) ?? { count: 0, until: now + WINDOW_MS };
    if (count >= LIMIT) return Math.ceil((until - now) / 1000);
    this.#counts.set(key, { count: count + 1, until });
    return 0;
  }

  succeeded(attempt: Attempt): void {
    this.#counts.delete(keyOf(attempt));
  }
}

function keyOf({ email, address }: Attempt): string {
  return JSON.stringify([email.trim().toLowerCase(), address]);
}
