import type { JWK } from 'jose';
import { ACCESS_TOKEN_LIFETIME } from '../client/client.ts';
import { ID_TOKEN_LIFETIME } from '../token/id-token.ts';

/**
 * `next` is published and signs nothing yet; `active` signs; `retired` only verifies, until the last
 * token that it signed has expired.
 */
export type SigningKeyState = 'next' | 'active' | 'retired';

/** A key that signs access tokens of the embedded part, and ID tokens; the private half is stored encrypted. */
export interface SigningKey {
  kid: string;
  algorithm: 'ES256';
  /** As published in the JWKS. */
  publicJwk: JWK;
  /** Private JWK as compact JWE (dir, A256GCM) under the configured encryption key. */
  encryptedPrivateJwk: string;
  createdAt: number;
}

export interface StoredSigningKey extends SigningKey {
  state: SigningKeyState;
  /** When it began to sign. */
  activatedAt: number | undefined;
  /** When it signed no more. */
  retiredAt: number | undefined;
}

export interface SigningKeyStore {
  /** In the order in which they were made. */
  list(): Promise<StoredSigningKey[]>;
  /** False when there is an active key already: of two services that start at once, one wins. */
  insertActive(key: SigningKey): Promise<boolean>;
  /** False when there is a next key already. */
  insertNext(key: SigningKey): Promise<boolean>;
  /** The next key signs, and the active one retires; within a transaction. */
  activateNext(at: number): Promise<void>;
  delete(kid: string): Promise<void>;
}

/**
 * How long a retired key verifies, in milliseconds: the longest token's life, and a minute for an `iat`
 * that is ahead of the clock and for services that hear of the rotation late.
 */
export const RETIREMENT = (Math.max(ACCESS_TOKEN_LIFETIME.max, ID_TOKEN_LIFETIME) + 60) * 1000;
