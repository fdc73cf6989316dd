import type { WireErrorCode } from '../contract/index.ts';

/**
 * What happens to a request.
 * - `garbage`: a web page with status 200 in place of the answer, as a captive portal gives
 * - `silence`: no answer at all; the connection stays open
 * - `drop`: the connection ends before anything was done
 * - `lose-answer`: everything is done, then the connection ends without the answer
 * - `hold`: everything is done; the answer waits until the fault is removed
 * - `{ delayMs }`: everything is done; the answer comes so much later
 * - `{ status, … }`: this answer, and nothing is done
 */
export type Fault = (typeof FAULTS)[number] | { delayMs: number } | StatusFault;

const FAULTS = ['garbage', 'silence', 'drop', 'lose-answer', 'hold'] as const;

export interface StatusFault {
  status: number;
  /** Makes a Casement refusal of it; without, the body is a web page, as a proxy's is. */
  error?: WireErrorCode | undefined;
  /** `Retry-After`: seconds, or an HTTP date. */
  retryAfter?: number | string | undefined;
  /** In place of either body. */
  body?: string | undefined;
}

export interface InjectOptions {
  /** How many requests it meets; all of them by default. */
  times?: number | undefined;
}

/** A fault in force. */
export interface Injection {
  /** How many requests it has met. */
  readonly hits: number;
  /** Ends it; answers that it holds go out now. Safe to call twice. */
  remove(): void;
}

/** The faults of one server by endpoint; of several for one endpoint the oldest comes first. */
export interface FaultBook<Endpoint extends string> {
  inject(endpoint: Endpoint, fault: Fault, options?: InjectOptions): Injection;
  /** Ends every fault. */
  heal(): void;
  /** The fault that this request meets, with the moment at which a held answer may go. */
  meet(endpoint: Endpoint): MetFault | undefined;
}

export interface MetFault {
  fault: Fault;
  released: Promise<void>;
}

export function createFaultBook<Endpoint extends string>(
  endpoints: readonly Endpoint[],
): FaultBook<Endpoint> {
  const entries = new Set<{
    endpoint: Endpoint;
    meet(): MetFault | undefined;
    remove(): void;
  }>();
  return {
    inject(endpoint, fault, { times = Number.POSITIVE_INFINITY } = {}) {
      check(endpoints, endpoint, fault);
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      let hits = 0;
      const entry = {
        endpoint,
        meet() {
          if (hits >= times) return undefined;
          hits += 1;
          return { fault, released };
        },
        remove() {
          entries.delete(entry);
          release();
        },
      };
      entries.add(entry);
      return {
        get hits() {
          return hits;
        },
        remove: entry.remove,
      };
    },
    heal() {
      for (const entry of [...entries]) entry.remove();
    },
    meet(endpoint) {
      for (const entry of entries) {
        const met = entry.endpoint === endpoint ? entry.meet() : undefined;
        if (met !== undefined) return met;
      }
      return undefined;
    },
  };
}

/** A misspelt fault would never be met, and the test that injects it could not fail. */
function check(endpoints: readonly string[], endpoint: string, fault: Fault): void {
  if (!endpoints.includes(endpoint))
    throw new TypeError(`inject: ${quoted(endpoint)} is no endpoint; use ${endpoints.join(', ')}.`);
  const isKnown =
    typeof fault === 'object'
      ? Object.hasOwn(fault, 'status') || Object.hasOwn(fault, 'delayMs')
      : FAULTS.includes(fault);
  if (!isKnown)
    throw new TypeError(
      `inject: ${quoted(fault)} is no fault; use ${FAULTS.join(', ')}, or an object with status or delayMs.`,
    );
}

const quoted = (value: unknown): string => JSON.stringify(value) ?? String(value);
