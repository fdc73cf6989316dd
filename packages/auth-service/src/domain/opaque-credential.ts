import { createHash } from 'node:crypto';
import { randomBytes } from './random-bytes.ts';

/**
 * Codes and secrets: a readable prefix, 256 random bits and a checksum, as in `csm_sk_…`. Prefix and
 * checksum let a secret scanner find a leaked one without asking us; only the SHA-256 hash is stored.
 * A plain hash is enough for 256 random bits: there is nothing to guess.
 */
export type OpaqueCredentialPrefix = 'csm_sk_' | 'csm_cc_';

const BODY_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const SHAPE = /^[A-Za-z0-9_-]{49}$/;

const checksum = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, CHECKSUM_LENGTH);

export function newCredential(prefix: OpaqueCredentialPrefix): string {
  const text = prefix + randomBytes(32).toString('base64url');
  return text + checksum(text);
}

/** Whether a string has the form and the checksum of a credential; says nothing about its validity. */
export function isCredential(text: string, prefix: OpaqueCredentialPrefix): boolean {
  if (!text.startsWith(prefix) || !SHAPE.test(text.slice(prefix.length))) return false;
  const end = prefix.length + BODY_LENGTH;
  return checksum(text.slice(0, end)) === text.slice(end);
}

/** SHA-256, base64url: what the database holds. */
export function hashCredential(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
