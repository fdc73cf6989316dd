import type { JWK } from 'jose';

/** A registered public key with which a client signs its assertions (`private_key_jwt`). */
export interface ClientPublicKey {
  id: string;
  clientId: string;
  /** RFC 7517 `kid`, as the assertion's header names it. */
  kid: string;
  algorithm: ClientAssertionAlgorithm;
  jwk: JWK;
  createdAt: number;
  revokedAt: number | undefined;
}

/** Of one client at once: with each assertion they are gone through. */
export const KEYS_MAX = 20;

/** Signature algorithms of client assertions; symmetric ones are out of the question. */
export const CLIENT_ASSERTION_ALGORITHMS = ['ES256', 'PS256', 'RS256', 'EdDSA'] as const;
export type ClientAssertionAlgorithm = (typeof CLIENT_ASSERTION_ALGORITHMS)[number];
