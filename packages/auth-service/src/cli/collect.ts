import { InvalidArgumentError } from 'commander';

/** Gathers an option that may be given several times. */
export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

/** A number as people write one; which numbers are allowed is the domain's business. */
export function toNumber(value: string): number {
  if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Not a number.');
}
