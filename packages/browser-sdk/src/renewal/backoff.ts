/** Bounds of the wait after a failure that may pass, in milliseconds. */
export const BACKOFF_MIN_MS = 1_000;
export const BACKOFF_MAX_MS = 30_000;
/** A terminal answer is tried again this rarely. */
export const PAUSE_MIN_MS = 30_000;
export const PAUSE_MAX_MS = 60_000;
/** No server may put a frame to sleep for longer. */
export const RETRY_AFTER_MAX_MS = 3_600_000;

/**
 * Jittered over the full range between 1 s and a ceiling that doubles with each failure in a row, so that
 * frames which failed together do not come back together.
 * @param failures in a row, 1 for the first
 * @param random in [0, 1)
 */
export function backoff(failures: number, random: number): number {
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** Math.min(failures, 10));
  return BACKOFF_MIN_MS + random * (ceiling - BACKOFF_MIN_MS);
}

/** 30 to 60 s. */
export function pause(random: number): number {
  return PAUSE_MIN_MS + random * (PAUSE_MAX_MS - PAUSE_MIN_MS);
}

/** At least what the server asked for, and up to a second more, so that not all come at once. */
export function honourRetryAfter(retryAfterMs: number, random: number): number {
  return Math.min(Math.max(retryAfterMs, BACKOFF_MIN_MS), RETRY_AFTER_MAX_MS) + random * 1_000;
}
