import type { FieldFault } from '@casement/server-sdk/contract';
import { nameFaults } from '../directory/name.ts';

/** A secret, as far as its maker has a say in it. */
export interface SecretInput {
  /** For people; what it is called when absent depends on how it is made. */
  name?: string | undefined;
  /** Whole days, 1–3650; 180 when absent, never when `null` (CM11). */
  expiresInDays?: number | null | undefined;
  /** A secret that somebody typed in; generated when absent, which is better. */
  value?: string | undefined;
}

export const SECRET_EXPIRY_DAYS = { min: 1, max: 3650, default: 180 } as const;

/** Characters of a secret that somebody typed in. */
export const TYPED_SECRET_LENGTH = { min: 24, max: 256 } as const;

const DISTINCT_MIN = 8;

const KNOWN: ReadonlySet<string> = new Set([
  'name',
  'expiresInDays',
  'value',
] satisfies (keyof SecretInput)[]);

/** Every rule that a secret's description breaks; the messages never hold the secret. */
export function secretFaults(
  input: SecretInput | undefined,
  clientId: string | undefined,
  path = 'secret',
): FieldFault[] {
  if (input === undefined) return [];
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  const faults: FieldFault[] = Object.entries(input)
    .filter(([field, value]) => value !== undefined && !KNOWN.has(field))
    .map(([field]) => ({ path: at(field), message: 'Unknown field: remove it.' }));
  if (input.name !== undefined) faults.push(...nameFaults(input.name, at('name')));
  const days = input.expiresInDays;
  const { min, max } = SECRET_EXPIRY_DAYS;
  if (days != null && !(Number.isInteger(days) && days >= min && days <= max)) {
    const message = `A whole number of days from ${min} to ${max}, or null for never; this is ${days}.`;
    faults.push({ path: at('expiresInDays'), message });
  }
  if (input.value !== undefined) {
    const message = typedSecretFault(input.value, clientId);
    if (message !== undefined) faults.push({ path: at('value'), message });
  }
  return faults;
}

/** The rule that a typed-in secret breaks, or `undefined`. */
function typedSecretFault(value: string, clientId: string | undefined): string | undefined {
  const { min, max } = TYPED_SECRET_LENGTH;
  if (value.length < min || value.length > max) {
    return `${min} to ${max} characters; this has ${value.length}. Or leave it out: a generated one is better.`;
  }
  // RFC 6749 appendix A.2 lets a space in too, which people lose when they copy.
  if (!/^[\x21-\x7E]+$/.test(value)) return 'Printable ASCII characters without spaces only.';
  if (value.startsWith('csm_')) return 'Begins like a generated secret: leave it out to get one.';
  if (new Set(value).size < DISTINCT_MIN) {
    return `At least ${DISTINCT_MIN} different characters: this is easy to guess.`;
  }
  if (clientId !== undefined && value.includes(clientId)) {
    return 'The client ID is part of it: this is easy to guess.';
  }
  return undefined;
}
