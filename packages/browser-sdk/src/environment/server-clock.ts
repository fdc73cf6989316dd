import type { Clock } from './clock.ts';

/** The auth service's time as far as it is known, for the `iat` of proofs. */
export interface ServerClock {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Learns from an answer's `Date` header (whole seconds). `sentAt` is the elapsed time at which the
   * request left. Answers by how many milliseconds the idea of the time has changed.
   */
  learn(headers: Headers, sentAt: number): number;
  /** Server minus browser, in milliseconds; null until an answer has told. */
  skew(): number | null;
}

/** Runs on elapsed time from the last answer, so that a wall clock being set does not matter. */
export function createServerClock(clock: Clock): ServerClock {
  let known: { server: number; elapsed: number } | undefined;
  const now = (): number =>
    known === undefined ? clock.wall() : known.server + clock.elapsed() - known.elapsed;
  return {
    now,
    learn(headers, sentAt) {
      const date = Date.parse(headers.get('date') ?? '');
      if (Number.isNaN(date)) return 0;
      const before = now();
      const elapsed = clock.elapsed();
      // The header truncates to the second, and was written about half a round trip ago.
      known = { server: date + 500 + (elapsed - sentAt) / 2, elapsed };
      return now() - before;
    },
    skew: () => (known === undefined ? null : Math.round(now() - clock.wall())),
  };
}
