import { createPrivateKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import type { Storage } from '../storage.ts';
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

/**
 * The active signing key, made on the first start. Safe when two services start at once: the second
 * insert is refused and both use the first one's key.
 */
export async function loadSigningKey(
  storage: Storage,
  encryptionKey: Uint8Array,
  clock: Clock,
): Promise<LoadedSigningKey> {
  const { signingKeys } = storage.stores;
  let key = await signingKeys.findActive();
  if (!key) {
    const candidate = await generateSigningKey(encryptionKey, clock);
    await storage.transaction(async (stores) => {
      if (!(await stores.signingKeys.insertActive(candidate))) return;
      await recordAudit(stores.audit, clock, {
        type: 'signing_key.created',
        actor: { type: 'service' },
        subjectId: candidate.kid,
      });
    });
    key = (await signingKeys.findActive()) ?? candidate;
  }
  return unlock(key, encryptionKey);
}

async function unlock(key: SigningKey, encryptionKey: Uint8Array): Promise<LoadedSigningKey> {
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

async function generateSigningKey(encryptionKey: Uint8Array, clock: Clock): Promise<SigningKey> {
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
