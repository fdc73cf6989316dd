import { calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import { invalidRequest } from '../errors.ts';
import { newId } from '../identifier.ts';
import {
  CLIENT_ASSERTION_ALGORITHMS,
  type ClientAssertionAlgorithm,
  type ClientPublicKey,
} from './client-public-key.ts';

export interface ClientKeyInput {
  /** Public JWK; `alg` names the algorithm, `kid` is its thumbprint when absent. */
  jwk: JWK;
}

/** Members of a JWK that are private or symmetric (RFC 7518 §6). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const KEY_ID = /^[\x20-\x7E]{1,256}$/;

const refuse = (path: string, message: string): Error => invalidRequest([{ path, message }]);

/** Checks a public key that a client brings. */
export async function parseClientKey(
  clientId: string,
  { jwk }: ClientKeyInput,
  now: number,
): Promise<ClientPublicKey> {
  if (typeof jwk !== 'object' || jwk === null) {
    throw refuse('jwk', 'A public JWK (RFC 7517) is required.');
  }
  if (PRIVATE_MEMBERS.some((member) => member in jwk)) {
    throw refuse('jwk', 'This is a private key. Keep it; register its public half only.');
  }
  if (jwk.kid !== undefined && !(typeof jwk.kid === 'string' && KEY_ID.test(jwk.kid))) {
    throw refuse('jwk.kid', 'Must be 1 to 256 visible ASCII characters, or left out.');
  }
  const algorithm = jwk.alg ?? (jwk.kty === 'EC' && jwk.crv === 'P-256' ? 'ES256' : undefined);
  if (!isAssertionAlgorithm(algorithm)) {
    throw refuse('jwk.alg', `Must be one of ${CLIENT_ASSERTION_ALGORITHMS.join(', ')}.`);
  }
  try {
    await importJWK(jwk, algorithm);
  } catch {
    throw refuse('jwk', `Not a usable public key for ${algorithm}.`);
  }
  const kid = jwk.kid ?? (await calculateJwkThumbprint(jwk));
  return {
    id: newId('key'),
    clientId,
    kid,
    algorithm,
    jwk: { ...jwk, kid, alg: algorithm },
    createdAt: now,
    revokedAt: undefined,
  };
}

function isAssertionAlgorithm(value: unknown): value is ClientAssertionAlgorithm {
  return (CLIENT_ASSERTION_ALGORITHMS as readonly unknown[]).includes(value);
}
