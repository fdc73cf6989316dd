const WINDOW_MS = 60_000;
const LIMIT = 10;

/** Slows the guessing of passwords: ten failures a minute for one e-mail. */
export class Attempts {
  readonly #failures = new Map<string, { count: number; until: number }>();

  /** Seconds to wait before the next attempt; 0 for none. */
  waitFor(email: string): number {
    const failures = this.#failures.get(email);
    const left = (failures?.until ?? 0) - Date.now();
    return failures !== undefined && failures.count >= LIMIT && left > 0
      ? Math.ceil(left / 1000)
      : 0;
  }

  failed(email: string): void {
    const now = Date.now();
    for (const [key, { until }] of this.#failures) if (until <= now) this.#failures.delete(key);
    const failures = this.#failures.get(email) ?? { count: 0, until: now + WINDOW_MS };
    this.#failures.set(email, { ...failures, count: failures.count + 1 });
  }

  succeeded(email: string): void {
    this.#failures.delete(email);
  }
}
