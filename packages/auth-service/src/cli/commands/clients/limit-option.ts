import { InvalidArgumentError, Option } from 'commander';
import { REQUESTS_PER_MINUTE } from '../../../domain/client/request-limit.ts';
import { toNumber } from '../../collect.ts';

export interface RequestLimitOption {
  requestsPerMinute?: number | 'none';
}

/**
 * A limit of the client's own (CM22).
 *
 * @param hint what happens without it
 */
export function requestLimitOption(hint = ' (default: none)'): Option {
  const { min, max } = REQUESTS_PER_MINUTE;
  return new Option(
    '--requests-per-minute <number>',
    `its own limit of each kind of request, ${min}–${max}, or none: only the service’s limits${hint}`,
  ).argParser(toAmount);
}

/** `none` takes back what was set. */
export const toRequestLimit = ({
  requestsPerMinute,
}: RequestLimitOption): number | null | undefined =>
  requestsPerMinute === 'none' ? null : requestsPerMinute;

function toAmount(text: string): number | 'none' {
  if (text === 'none') return text;
  try {
    return toNumber(text);
  } catch {
    throw new InvalidArgumentError('Not a number, and not: none.');
  }
}
