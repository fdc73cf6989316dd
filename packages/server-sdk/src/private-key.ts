import { createPrivateKey, KeyObject } from 'node:crypto';
import type { CryptoKey, JWK } from 'jose';

export const CLIENT_ASSERTION_ALGORITHMS = ['ES256', 'RS256', 'EdDSA'] as const;
export type ClientAssertionAlgorithm = (typeof CLIENT_ASSERTION_ALGORITHMS)[number];

/** A private signing key: PKCS#8 in PEM, a JWK, a `CryptoKey` or a `KeyObject`. */
export type PrivateKeyInput = string | JWK | CryptoKey | KeyObject;

export interface PrivateKey {
  key: CryptoKey | KeyObject;
  algorithm: ClientAssertionAlgorithm;
  keyId: string | undefined;
}

export type PrivateKeyResult = { ok: true; value: PrivateKey } | { ok: false; fault: string };

/**
 * Reads a private key and finds out its algorithm.
 * @param keyId `kid` of the assertions' header; a JWK's own by default
 * @param algorithm refused where the key is of another kind
 */
export function readPrivateKey(
  input: PrivateKeyInput,
  keyId: string | undefined,
  algorithm: ClientAssertionAlgorithm | undefined,
): PrivateKeyResult {
  if (algorithm !== undefined && !CLIENT_ASSERTION_ALGORITHMS.includes(algorithm))
    return fault(`algorithm must be one of ${CLIENT_ASSERTION_ALGORITHMS.join(', ')}.`);
  const key = importKey(input);
  if (key === undefined)
    return fault('must be a private key: PKCS#8 in PEM, a JWK with "d", a CryptoKey or KeyObject.');
  const actual = key instanceof KeyObject ? kindOfKeyObject(key) : kindOfCryptoKey(key);
  if (actual === undefined)
    return fault(
      'must be a private signing key of type EC P-256 (ES256), RSA of at least 2048 bits (RS256) or Ed25519 (EdDSA).',
    );
  if (algorithm !== undefined && algorithm !== actual)
    return fault(`is a key for ${actual}, not for ${algorithm}; correct algorithm or key.`);
  const kid = keyId ?? kidOf(input);
  return { ok: true, value: { key, algorithm: actual, keyId: kid } };
}

function fault(text: string): PrivateKeyResult {
  return { ok: false, fault: text };
}

function importKey(input: unknown): CryptoKey | KeyObject | undefined {
  if (input instanceof KeyObject) return input;
  if (isCryptoKey(input)) return input;
  try {
    if (typeof input === 'string') return createPrivateKey(input);
    if (typeof input === 'object' && input !== null)
      return createPrivateKey({ key: { ...input }, format: 'jwk' });
  } catch {
    // The parser's message may quote the key.
  }
  return undefined;
}

function isCryptoKey(value: unknown): value is CryptoKey {
  return value instanceof globalThis.CryptoKey;
}

function kidOf(input: PrivateKeyInput): string | undefined {
  return typeof input === 'object' && 'kid' in input && typeof input.kid === 'string'
    ? input.kid
    : undefined;
}

function kindOfKeyObject(key: KeyObject): ClientAssertionAlgorithm | undefined {
  if (key.type !== 'private') return undefined;
  const details = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec')
    return details.namedCurve === 'prime256v1' ? 'ES256' : undefined;
  if (key.asymmetricKeyType === 'rsa')
    return (details.modulusLength ?? 0) >= 2048 ? 'RS256' : undefined;
  return key.asymmetricKeyType === 'ed25519' ? 'EdDSA' : undefined;
}

function kindOfCryptoKey(key: CryptoKey): ClientAssertionAlgorithm | undefined {
  if (key.type !== 'private' || !key.usages.includes('sign')) return undefined;
  const { name, namedCurve, modulusLength, hash } = key.algorithm as {
    name: string;
    namedCurve?: string;
    modulusLength?: number;
    hash?: { name: string };
  };
  if (name === 'ECDSA') return namedCurve === 'P-256' ? 'ES256' : undefined;
  if (name === 'RSASSA-PKCS1-v1_5')
    return hash?.name === 'SHA-256' && (modulusLength ?? 0) >= 2048 ? 'RS256' : undefined;
  return name === 'Ed25519' ? 'EdDSA' : undefined;
}
