/**
 * How long a device waits between two requests for its tokens (RFC 8628 §3.5), in milliseconds:
 * `initial` at first, `step` longer after every request that came too soon.
 */
export const POLLING_INTERVAL = {
  initial: 5_000,
  step: 5_000,
  /** Requests do not all take the same time to arrive. */
  tolerance: 500,
} as const;
