/** A longer timer would overflow and fire at once. */
export const TIMER_MAX_MS = 2_147_000_000;
