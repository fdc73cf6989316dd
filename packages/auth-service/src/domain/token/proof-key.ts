import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

export interface ProofKey {
  key: KeyObject;
  /** RFC 7638 SHA-256. */
  keyThumbprint: string;
}

/** A frame comes back with the same key for as long as it is open; importing one costs more than using it. */
const REMEMBERED_KEYS = 10_000;

/**
 * Imports P-256 public keys from the coordinates of a JWK, and remembers the newest of them.
 * Public keys only: there is nothing to protect in this memory.
 *
 * @returns throws when the coordinates are not a point on the curve
 */
export function proofKeys(capacity = REMEMBERED_KEYS): (x: string, y: string) => ProofKey {
  const known = new Map<string, ProofKey>();
  return (x, y) => {
    const name = `${x}.${y}`;
    let proofKey = known.get(name);
    if (proofKey) {
      known.delete(name);
    } else {
      const jwk = { crv: 'P-256', kty: 'EC', x, y };
      proofKey = {
        key: createPublicKey({ key: jwk, format: 'jwk' }),
        keyThumbprint: createHash('sha256').update(JSON.stringify(jwk)).digest('base64url'),
      };
      if (known.size >= capacity) known.delete(known.keys().next().value ?? '');
    }
    // A map keeps the order of insertion: what was used last stands last.
    known.set(name, proofKey);
    return proofKey;
  };
}
