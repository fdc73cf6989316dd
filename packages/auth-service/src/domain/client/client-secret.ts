import { timingSafeEqual } from 'node:crypto';
import { hashCredential, newCredential } from '../opaque-credential.ts';

/** One of several named secrets of a client. The secret itself is shown once and kept nowhere. */
export interface ClientSecret {
  id: string;
  clientId: string;
  /** For people: `default`, `2026 rotation` … */
  name: string;
  /** SHA-256 of the secret, base64url. */
  hash: string;
  /** The first characters, by which a person recognises it. */
  prefix: string;
  createdAt: number;
  /** Refused from this moment on; `undefined`: never. */
  expiresAt: number | undefined;
  revokedAt: number | undefined;
  lastUsedAt: number | undefined;
}

export const newClientSecret = (): string => newCredential('csm_sk_');

/** `csm_sk_` and four more characters: enough to tell secrets apart, useless to guess one. */
export const secretPrefix = (secret: string): string => secret.slice(0, 11);

/** Stands in for the secrets that a client does not have, so that refusing takes the same steps. */
const NOBODYS_HASH = Buffer.from(hashCredential('no client has this secret'));

/** So many comparisons at least; a rotation leaves two secrets live. */
const COMPARISONS = 4;

/**
 * The live secret that matches, if any. A comparison takes constant time, and there are as many for an
 * unknown client as for one with up to four secrets.
 */
export function matchSecret<S extends Pick<ClientSecret, 'hash' | 'expiresAt'>>(
  presented: string,
  secrets: readonly S[],
  now: number,
): S | undefined {
  const hash = Buffer.from(hashCredential(presented));
  let match: S | undefined;
  for (const secret of secrets) {
    const same = timingSafeEqual(hash, Buffer.from(secret.hash));
    if (same && (secret.expiresAt ?? Infinity) > now) match = secret;
  }
  for (let compared = secrets.length; compared < COMPARISONS; compared++) {
    timingSafeEqual(hash, NOBODYS_HASH);
  }
  return match;
}
