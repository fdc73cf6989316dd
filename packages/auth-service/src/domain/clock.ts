/** Milliseconds since the epoch. Injected everywhere, so that a test can set the time. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** Whole seconds since the epoch, as JWTs count them (RFC 7519 §2, NumericDate). */
export const toSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
