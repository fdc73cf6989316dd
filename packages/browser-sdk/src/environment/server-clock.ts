import type { Clock } from './clock.ts';

/** The auth service's time as far as it is known, for the `iat` of proofs. */
export interface ServerClock {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Learns from an answer's `Date` header (whole seconds; a slow line makes it late by seconds, which
   * proofs may be). Answers by how many milliseconds the idea of the time has changed.
   */
  learn(headers: Headers): number;
  /** Server minus browser, in milliseconds; null until an answer has told. */
  skew(): number | null;
}

/** Runs on elapsed time from the last answer, so that a wall clock being set does not matter. */
export function createServerClock(clock: Clock): ServerClock {
  /** Server minus elapsed time. */
  let offset: number | undefined;
  const now = (): number => (offset === undefined ? clock.wall() : clock.elapsed() + offset);
  return {
    now,
    learn(headers) {
      const date = Date.parse(headers.get('date') ?? '');
      if (!date) return 0;
      const before = now();
      // Half a second more, as the header cuts the fraction off.
      offset = date + 500 - clock.elapsed();
      return now() - before;
    },
    skew: () => (offset === undefined ? null : now() - clock.wall()),
  };
}
