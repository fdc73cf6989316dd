const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

const FIRST_DELAY = 5 * SECOND;
const FACTOR = 3;
const DELAY_MAX = 12 * HOUR;
/** Either way, so that what failed together is not tried together. */
const JITTER = 0.2;

/** Attempts at most: with the delays above they spread over three days or so. */
export const ATTEMPTS_MAX = 15;

/**
 * Milliseconds until the next attempt: 5 s, 15 s, 45 s, 2 min, 7 min, 20 min, 1 h, 3 h, 9 h, then every 12 h.
 *
 * @param attempts how many there were
 * @param asked milliseconds that the receiver asked for (`Retry-After`), believed up to 12 hours
 * @returns `undefined` once there were enough
 */
export function retryDelay(attempts: number, random: () => number, asked = 0): number | undefined {
  if (attempts >= ATTEMPTS_MAX) return undefined;
  const delay = Math.min(DELAY_MAX, FIRST_DELAY * FACTOR ** (attempts - 1));
  const spread = delay * (1 + JITTER * (2 * random() - 1));
  return Math.round(Math.max(spread, Math.min(asked, DELAY_MAX)));
}
