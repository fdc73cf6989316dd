import type { Dispatcher } from 'undici';
import type { FieldFault } from './contract/index.ts';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts';

/** All in ms; each one bounds its own part, `totalMs` bounds everything with retries and waits. */
export interface TransportTimeouts {
  /** Name resolution, TCP and TLS. Not applied to a dispatcher of your own. */
  connectMs: number;
  /** From the request's last byte to the answer's headers. */
  headersMs: number;
  /** Between two pieces of the answer's body. */
  bodyMs: number;
  totalMs: number;
}

export const DEFAULT_TIMEOUTS: TransportTimeouts = {
  connectMs: 2_000,
  headersMs: 5_000,
  bodyMs: 5_000,
  totalMs: 10_000,
};

/** How this SDK talks to the issuer. */
export interface TransportOptions {
  timeouts?: Partial<TransportTimeouts> | undefined;
  retry?: Partial<RetryPolicy> | undefined;
  /** An undici dispatcher, for a proxy or a private CA. Its owner closes it, not this SDK. */
  dispatcher?: Dispatcher | undefined;
}

export interface TransportSettings {
  timeouts: TransportTimeouts;
  retry: RetryPolicy;
  dispatcher: Dispatcher | undefined;
}

/** Fills in the defaults. */
export function transportSettings(options: TransportOptions): TransportSettings {
  return {
    timeouts: { ...DEFAULT_TIMEOUTS, ...withoutUndefined(options.timeouts) },
    retry: { ...DEFAULT_RETRY, ...withoutUndefined(options.retry) },
    dispatcher: options.dispatcher,
  };
}

/** Every fault in the options, by the path of the field. */
export function transportFaults(options: TransportOptions): FieldFault[] {
  const faults: FieldFault[] = [];
  const { timeouts, retry, dispatcher } = transportSettings(options);
  for (const [name, value] of Object.entries(timeouts)) {
    if (!isBetween(value, 1, 300_000))
      faults.push({
        path: `timeouts.${name}`,
        message: 'must be milliseconds from 1 to 300000.',
      });
  }
  if (!Number.isInteger(retry.maxAttempts) || !isBetween(retry.maxAttempts, 1, 10))
    faults.push({ path: 'retry.maxAttempts', message: 'must be an integer from 1 to 10.' });
  for (const name of ['baseDelayMs', 'maxDelayMs'] as const) {
    if (!isBetween(retry[name], 0, 60_000))
      faults.push({ path: `retry.${name}`, message: 'must be milliseconds from 0 to 60000.' });
  }
  if (dispatcher !== undefined && typeof dispatcher.request !== 'function')
    faults.push({ path: 'dispatcher', message: 'must be an undici Dispatcher.' });
  return faults;
}

function isBetween(value: unknown, low: number, high: number): boolean {
  return typeof value === 'number' && value >= low && value <= high;
}

function withoutUndefined<T extends object>(values: T | undefined): Partial<T> {
  const entries = Object.entries(values ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}
