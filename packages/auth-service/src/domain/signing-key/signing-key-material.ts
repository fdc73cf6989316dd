import { createPrivateKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Clock } from '../clock.ts';
import { decryptJwk, encryptJwk } from './key-encryption.ts';
import type { SigningKey } from './signing-key.ts';

/** A signing key ready for use. */
export interface LoadedSigningKey {
  kid: string;
  privateKey: KeyObject;
  publicJwk: JWK;
}

/** The configured encryption key is not the one with which the database's keys were encrypted. */
export class WrongEncryptionKeyError extends Error {
  override readonly name = 'WrongEncryptionKeyError';
}

/** @throws WrongEncryptionKeyError */
export async function unlockSigningKey(
  key: SigningKey,
  encryptionKey: Uint8Array,
): Promise<LoadedSigningKey> {
  let jwk: JWK;
  try {
    jwk = await decryptJwk(key.encryptedPrivateJwk, encryptionKey);
  } catch (cause) {
    throw new WrongEncryptionKeyError(
      `The configured encryption key (CASEMENT_ENCRYPTION_KEY) does not decrypt signing key ${key.kid} of ${new Date(key.createdAt).toISOString()}. Start with the key that was in use then, or with another database.`,
      { cause },
    );
  }
  // `JWK` types `kty` as optional since any key may be meant; what we encrypted is an EC key.
  const privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  return { kid: key.kid, privateKey, publicJwk: key.publicJwk };
}

export async function generateSigningKey(
  encryptionKey: Uint8Array,
  clock: Clock,
): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const bare = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(bare);
  return {
    kid,
    algorithm: 'ES256',
    publicJwk: { ...bare, kid, alg: 'ES256', use: 'sig' },
    encryptedPrivateJwk: await encryptJwk(await exportJWK(privateKey), encryptionKey),
    createdAt: clock(),
  };
}
