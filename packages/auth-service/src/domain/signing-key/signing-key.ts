import type { JWK } from 'jose';

/** A key that signs access tokens; the private half is stored encrypted. */
export interface SigningKey {
  kid: string;
  algorithm: 'ES256';
  /** As published in the JWKS. */
  publicJwk: JWK;
  /** Private JWK as compact JWE (dir, A256GCM) under the configured encryption key. */
  encryptedPrivateJwk: string;
  createdAt: number;
}

export interface SigningKeyStore {
  findActive(): Promise<SigningKey | undefined>;
  /** False when there is an active key already: of two services that start at once, one wins. */
  insertActive(key: SigningKey): Promise<boolean>;
}
