import { camelCase, snakeCase } from './domain/letter-case.ts';

/** Members in the domain's spelling, also below: what they may be is the domain's to judge. */
export function toDomain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toDomain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [camelCase(name), toDomain(member)]),
  );
}

/**
 * Members in the wire's spelling, also below; absent ones `null`, times as ISO 8601. An answer's schema
 * decides what of it is let through.
 */
export function toWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWire);
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      snakeCase(name),
      name.endsWith('At') && typeof member === 'number'
        ? new Date(member).toISOString()
        : toWire(member),
    ]),
  );
}
