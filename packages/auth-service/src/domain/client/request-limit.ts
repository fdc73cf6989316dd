import type { FieldFault } from '@casement/server-sdk/contract';

/** A client's own limit, in requests a minute (CM22). It only ever tightens the service's. */
export const REQUESTS_PER_MINUTE = { min: 1, max: 1_000_000 } as const;

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
