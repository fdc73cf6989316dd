import { timingSafeEqual } from 'node:crypto';
import { hashCredential, newCredential } from '../opaque-credential.ts';

/** One of several named secrets of a client. The secret itself is shown once and kept nowhere. */
export interface ClientSecret {
  id: string;
  clientId: string;
  /** For people: `default`, `2026 rotation` … */
  name: string;
  /** SHA-256 of a generated secret, base64url; of one that was typed in a salted scrypt hash. */
  hash: string;
  /** The first characters, by which a person recognises it; empty for one that was typed in. */
  prefix: string;
  createdAt: number;
  /** Refused from this moment on; `undefined`: never. */
  expiresAt: number | undefined;
  revokedAt: number | undefined;
  lastUsedAt: number | undefined;
}

export const SECRET_STATES = ['live', 'expired', 'revoked'] as const;
export type SecretState = (typeof SECRET_STATES)[number];

/** A secret as it may be shown: without its hash. */
export type SecretSummary = Omit<ClientSecret, 'hash'> & {
  state: SecretState;
  /** Typed in by a person, not generated. */
  typedIn: boolean;
};

/** So many live secrets at most: each is compared with whatever is presented. */
export const LIVE_SECRETS_MAX = 10;

export const newClientSecret = (): string => newCredential('csm_sk_');

/** `csm_sk_` and four more characters: enough to tell secrets apart, useless to guess one. */
export const secretPrefix = (secret: string): string => secret.slice(0, 11);

export const isTypedIn = ({ hash }: Pick<ClientSecret, 'hash'>): boolean => hash.startsWith('$');

export function secretState(
  { expiresAt, revokedAt }: Pick<ClientSecret, 'expiresAt' | 'revokedAt'>,
  now: number,
): SecretState {
  if (revokedAt !== undefined) return 'revoked';
  return (expiresAt ?? Infinity) > now ? 'live' : 'expired';
}

export function summarizeSecret(secret: ClientSecret, now: number): SecretSummary {
  const { hash: _, ...shown } = secret;
  return { ...shown, state: secretState(secret, now), typedIn: isTypedIn(secret) };
}

/** Stands in for the secrets that a client does not have, so that refusing takes the same steps. */
const NOBODYS_HASH = Buffer.from(hashCredential('no client has this secret'));

/** So many comparisons at least; a rotation leaves two secrets live. */
const COMPARISONS = 4;

/**
 * The live generated secret that matches, if any. A comparison takes constant time, and there are as
 * many for an unknown client as for one with up to four secrets.
 */
export function matchSecret<S extends Pick<ClientSecret, 'hash' | 'expiresAt'>>(
  presented: string,
  secrets: readonly S[],
  now: number,
): S | undefined {
  const hash = Buffer.from(hashCredential(presented));
  const generated = secrets.filter((secret) => !isTypedIn(secret));
  let match: S | undefined;
  for (const secret of generated) {
    const same = timingSafeEqual(hash, Buffer.from(secret.hash));
    if (same && (secret.expiresAt ?? Infinity) > now) match = secret;
  }
  for (let compared = generated.length; compared < COMPARISONS; compared++) {
    timingSafeEqual(hash, NOBODYS_HASH);
  }
  return match;
}
