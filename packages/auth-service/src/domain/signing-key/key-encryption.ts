import { CompactEncrypt, compactDecrypt, type JWK } from 'jose';

/** Bytes of the configured encryption key (AES-256). */
export const ENCRYPTION_KEY_BYTES = 32;

export async function encryptJwk(jwk: JWK, encryptionKey: Uint8Array): Promise<string> {
  return await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(jwk)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(encryptionKey);
}

/** Rejects when the key is not the one it was encrypted with. */
export async function decryptJwk(jwe: string, encryptionKey: Uint8Array): Promise<JWK> {
  const { plaintext } = await compactDecrypt(jwe, encryptionKey, {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms: ['A256GCM'],
  });
  return JSON.parse(new TextDecoder().decode(plaintext)) as JWK;
}
