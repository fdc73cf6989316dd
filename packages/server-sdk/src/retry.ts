/** How often and how fast a failed request is repeated. */
export interface RetryPolicy {
  /** Tries in all, the first included; 1 repeats nothing. */
  maxAttempts: number;
  /** Upper bound of the first wait in ms; doubles with each try. */
  baseDelayMs: number;
  /** Upper bound of every wait in ms. */
  maxDelayMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 3, baseDelayMs: 100, maxDelayMs: 2_000 };

/**
 * Full jitter: uniform between 0 and the exponential bound, so that clients which failed together do
 * not come back together.
 * @param attempt the try that has just failed, from 1
 * @param random uniform in [0, 1)
 * @returns ms
 */
export function backoffMs(policy: RetryPolicy, attempt: number, random: number): number {
  return random * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
}

/**
 * `Retry-After` (RFC 9110 §10.2.3) as seconds from now; both forms, at most a day.
 * @param nowMs what an HTTP-date is compared with, ms since the epoch
 * @returns undefined where the header is absent or malformed
 */
export function retryAfterSeconds(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), 86_400);
  // Only the form that RFC 9110 §5.6.7 lets a server send: Date.parse alone accepts almost anything.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text))
    return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return undefined;
  return Math.min(Math.max(Math.ceil((at - nowMs) / 1000), 0), 86_400);
}
