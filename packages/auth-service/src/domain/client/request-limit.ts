import type { FieldFault } from '@casement/server-sdk/contract';
import type { Client } from './client.ts';
import type { ClientWarning } from './client-warning.ts';

/** A client's own limit, in requests a minute (CM22). It only ever tightens the service's. */
export const REQUESTS_PER_MINUTE = { min: 1, max: 1_000_000 } as const;

/**
 * A frame mints and exchanges once when it opens, and all of them at once after an outage: below this, a
 * wall of frames takes minutes to come back.
 */
const COMFORTABLE = 60;

export interface RequestLimitInput {
  /** 1–1,000,000, of each kind of request by itself; `null` or absent: only the service's limits. */
  requestsPerMinute?: number | null | undefined;
}

export function requestLimitFaults({ requestsPerMinute }: RequestLimitInput): FieldFault[] {
  const { min, max } = REQUESTS_PER_MINUTE;
  if (requestsPerMinute === undefined || requestsPerMinute === null) return [];
  const isAmount = Number.isInteger(requestsPerMinute);
  if (isAmount && requestsPerMinute >= min && requestsPerMinute <= max) return [];
  return [
    {
      path: 'requestsPerMinute',
      message: `A whole number from ${min} to ${max}, or none for the service’s limits alone; this is ${requestsPerMinute}.`,
    },
  ];
}

/** Of embedded clients only: others have no renewals that could starve. */
export function requestLimitWarnings({ type, requestsPerMinute }: Client): ClientWarning[] {
  if (type !== 'embedded' || requestsPerMinute === undefined) return [];
  if (requestsPerMinute >= COMFORTABLE) return [];
  const message = `With ${requestsPerMinute} requests a minute, only ${requestsPerMinute} frames can open, renew or recover within the same minute; the others wait and may go stale. ${COMFORTABLE} or more is comfortable.`;
  return [{ code: 'low_request_limit', level: 'information', field: 'requestsPerMinute', message }];
}
