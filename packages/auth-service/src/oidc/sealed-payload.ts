import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { randomBytes } from '../domain/random-bytes.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what is kept under a value with that value. The database holds the value's hash only, so that
 * whoever has a copy of it reads nothing; the engine's interactions name other credentials, such as the
 * device code that waits for a decision.
 */
export function seal(value: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(value), nonce);
  const sealed = [cipher.update(text, 'utf8'), cipher.final()];
  return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString('base64url');
}

/** @throws Error unless it was sealed with the same value and is as it was */
export function unseal(value: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(value), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}

const keyOf = (value: string): Buffer =>
  Buffer.from(hkdfSync('sha256', value, '', 'casement sealed payload', 32));
