import { camelCase, snakeCase } from '../../domain/letter-case.ts';

/** The admin API's spelling (`client_id`, ISO 8601, null) and the domain's (`clientId`, milliseconds, absent). */

/** Made by strangers to the API: their names are kept. */
const FREE: ReadonlySet<string> = new Set(['details', 'jwk']);

/** What the API answered, in the domain's spelling, also below. */
export function fromWire(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(fromWire);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (FREE.has(name)) return [name, member];
      const isInstant = /(^|_)at$/.test(name) && typeof member === 'string';
      return [camelCase(name), isInstant ? Date.parse(member) : fromWire(member)];
    }),
  );
}

/** What the API is sent; absent members stay absent, and `null` is a value. */
export function toWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      snakeCase(name),
      FREE.has(name) ? member : toWire(member),
    ]),
  );
}
