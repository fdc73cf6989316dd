import { randomBytes } from 'node:crypto';
import { ENCRYPTION_KEY_BYTES } from './domain/signing-key/key-encryption.ts';

/** A new value for `CASEMENT_ENCRYPTION_KEY`. */
export function generateEncryptionKey(): string {
  return randomBytes(ENCRYPTION_KEY_BYTES).toString('base64url');
}
