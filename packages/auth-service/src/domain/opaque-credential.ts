import { hash } from 'node:crypto';
import { randomBytes } from './random-bytes.ts';

/**
 * Codes and secrets: a readable prefix, 256 random bits and a checksum, as in `csm_sk_…`. Prefix and
 * checksum let a secret scanner find a leaked one without asking us; only the SHA-256 hash is stored.
 * A plain hash is enough for 256 random bits: there is nothing to guess.
 */
export type OpaqueCredentialPrefix = 'csm_sk_' | 'csm_cc_' | 'csm_it_' | 'csm_rt_';

const CHECKSUM_LENGTH = 6;
const SHAPE = /^[A-Za-z0-9_-]{49,58}$/;

const checksum = (text: string): string =>
  hash('sha256', text, 'base64url').slice(0, CHECKSUM_LENGTH);

/** @param head stands in front of the random bits, for a credential that carries something readable */
export function newCredential(prefix: OpaqueCredentialPrefix, head = ''): string {
  const text = prefix + head + randomBytes(32).toString('base64url');
  return text + checksum(text);
}

/** Whether a string has the form and the checksum of a credential; says nothing about its validity. */
export function isCredential(text: string, prefix: OpaqueCredentialPrefix): boolean {
  if (!text.startsWith(prefix) || !SHAPE.test(text.slice(prefix.length))) return false;
  return checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);
}

/** SHA-256, base64url: what the database holds. */
export function hashCredential(text: string): string {
  return hash('sha256', text, 'base64url');
}
