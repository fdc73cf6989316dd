import { newId } from '../identifier.ts';
import { hashCredential } from '../opaque-credential.ts';
import type { Stores } from '../storage.ts';
import {
  type ClientSecret,
  newClientSecret,
  type SecretSummary,
  secretPrefix,
  summarizeSecret,
} from './client-secret.ts';
import type { ClientWarning } from './client-warning.ts';
import { SECRET_EXPIRY_DAYS, type SecretInput } from './secret-input.ts';
import { hashTypedSecret } from './typed-secret.ts';

const DAY = 24 * 3_600_000;

/** A secret on its way to the database; the value is seen this once. */
export interface IssuedSecret {
  secret: ClientSecret;
  summary: SecretSummary;
  clientSecret: string;
}

/** Makes a secret of an input without faults. Not in a transaction: hashing one that was typed in takes time. */
export async function newSecret(
  clientId: string,
  { name = 'default', expiresInDays, value }: SecretInput = {},
  now: number,
): Promise<IssuedSecret> {
  const clientSecret = value ?? newClientSecret();
  const days = expiresInDays === undefined ? SECRET_EXPIRY_DAYS.default : expiresInDays;
  const secret: ClientSecret = {
    id: newId('sec', now),
    clientId,
    name: name.trim(),
    hash: value === undefined ? hashCredential(clientSecret) : await hashTypedSecret(value),
    prefix: value === undefined ? secretPrefix(clientSecret) : '',
    createdAt: now,
    expiresAt: days === null ? undefined : now + days * DAY,
    revokedAt: undefined,
    lastUsedAt: undefined,
  };
  return { secret, summary: summarizeSecret(secret, now), clientSecret };
}

/** Keeps its hash, and when the client's last secret now expires. */
export async function storeSecret(
  { clients }: Pick<Stores, 'clients'>,
  { secret }: IssuedSecret,
): Promise<void> {
  await clients.insertSecret(secret);
}

/** What deserves a second thought about a secret (CM11). */
export function secretWarnings(input: SecretInput | undefined): ClientWarning[] {
  if (input?.expiresInDays !== null) return [];
  const message = `The secret never expires: whoever finds it years from now can use it. ${SECRET_EXPIRY_DAYS.default} days are usual.`;
  return [{ code: 'secret_never_expires', level: 'security', field: 'expiresInDays', message }];
}
