import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { ClientAssertionAlgorithm } from './client-public-key.ts';

const decoys = new Map<ClientAssertionAlgorithm, Promise<JWK>>();

/**
 * A key that nobody holds, made once per process. It stands in for the keys of an unknown client (and
 * for a known one's that has none of this algorithm), so that refusing an assertion takes the same
 * steps for all.
 */
export function decoyKey(algorithm: ClientAssertionAlgorithm): Promise<JWK> {
  let decoy = decoys.get(algorithm);
  if (!decoy) {
    decoy = generateKeyPair(algorithm).then(({ publicKey }) => exportJWK(publicKey));
    decoys.set(algorithm, decoy);
  }
  return decoy;
}
