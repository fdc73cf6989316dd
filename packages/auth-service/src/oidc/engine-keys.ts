import { hkdfSync } from 'node:crypto';
import type { JWK } from 'oidc-provider';
import type { SigningKeySet } from '../domain/signing-key/signing-key-set.ts';

/**
 * The key that signs, in the form that the engine takes it in: with its private half. The same array as
 * long as it is the same key, so that the engine is made anew only after a rotation.
 */
export function engineKeys(keys: Pick<SigningKeySet, 'active'>): () => readonly JWK[] {
  let made: { of: SigningKeySet['active']; keys: readonly JWK[] } | undefined;
  return () => {
    const { active } = keys;
    if (made?.of !== active) {
      const { kid, privateKey } = active;
      const jwk = privateKey.export({ format: 'jwk' }) as JWK;
      made = { of: active, keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }] };
    }
    return made.keys;
  };
}

/** The key that signs the engine's cookies: of the deployment, so that every replica has the same. */
export function cookieKey(encryptionKey: Uint8Array): string {
  const key = hkdfSync('sha256', encryptionKey, '', 'casement cookies', 32);
  return Buffer.from(key).toString('base64url');
}
