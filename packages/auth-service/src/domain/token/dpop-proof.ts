import { hash, verify } from 'node:crypto';
import { decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose';
import { DomainError } from '../errors.ts';
import { toDer } from './ecdsa-signature.ts';
import { type ProofKey, proofKeys } from './proof-key.ts';

/** A proof's age and lead are tolerated up to this many seconds. */
export const PROOF_WINDOW = 60;

export interface ExpectedProof {
  /** HTTP method of the request. */
  method: string;
  /** Address of the request as the client knows it, without query and fragment. */
  url: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** What the proof comes with, where it comes with one. */
  accessToken?: string | undefined;
}

export interface DpopProof {
  /** RFC 7638 SHA-256 thumbprint of the key that signed it. */
  keyThumbprint: string;
  jti: string;
  /** From when on a replay would be refused for its age: until then the `jti` is remembered. */
  expiresAt: number;
}

const proofKeyOf = proofKeys();

const refuse = (message: string): DomainError =>
  new DomainError('invalid_dpop_proof', `DPoP proof: ${message}`);

/**
 * Verifies a proof (RFC 9449 §4.3); with an access token, that it is made for it too (step 11).
 * Replays are the caller's: it remembers `jti` per key.
 *
 * @throws DomainError `invalid_dpop_proof`
 */
export function verifyDpopProof(proof: string | undefined, expected: ExpectedProof): DpopProof {
  if (!proof) throw refuse('the DPoP header is missing.');
  if (proof.includes(',')) throw refuse('send exactly one DPoP header.');
  const parts = proof.split('.');
  const [header64 = '', payload64 = '', signature64 = ''] = parts;
  if (parts.length !== 3 || proof.length > 4096) throw refuse('not a compact JWS.');
  const { key, keyThumbprint } = readHeader(proof);
  const claims = readClaims(payload64);
  const signature = toDer(Buffer.from(signature64, 'base64url'));
  const signed =
    signature && verify('sha256', Buffer.from(`${header64}.${payload64}`), key, signature);
  if (!signed) throw refuse('the signature is not one by the key in its header.');
  return { keyThumbprint, ...checkClaims(claims, expected) };
}

function readHeader(proof: string): ProofKey {
  let header: ProtectedHeaderParameters;
  try {
    header = decodeProtectedHeader(proof);
  } catch {
    throw refuse('not a compact JWS.');
  }
  if (header.typ !== 'dpop+jwt') throw refuse('typ must be dpop+jwt.');
  if (header.alg !== 'ES256') throw refuse('alg must be ES256.');
  if (header.crit !== undefined) throw refuse('crit extensions are not supported.');
  const jwk = header.jwk;
  if (jwk?.kty !== 'EC' || jwk.crv !== 'P-256') {
    throw refuse('jwk must be an embedded P-256 public key.');
  }
  if ('d' in jwk) throw refuse('jwk must not hold the private key.');
  const { x, y } = jwk;
  if (typeof x !== 'string' || typeof y !== 'string') throw refuse('jwk lacks x or y.');
  try {
    return proofKeyOf(x, y);
  } catch {
    throw refuse('jwk is not a point on P-256.');
  }
}

function readClaims(payload64: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload64, 'base64url').toString('utf8'));
    if (typeof claims === 'object' && claims !== null) return { ...claims };
  } catch {
    // Falls through to the same refusal.
  }
  throw refuse('the payload is not a JSON object.');
}

function checkClaims(
  { htm, htu, iat, jti, ath }: Record<string, unknown>,
  expected: ExpectedProof,
): Pick<DpopProof, 'jti' | 'expiresAt'> {
  if (htm !== expected.method) throw refuse(`htm must be ${expected.method}.`);
  if (typeof htu !== 'string' || !sameAddress(htu, expected.url)) {
    throw refuse(`htu must be ${expected.url}.`);
  }
  const { accessToken } = expected;
  if (accessToken !== undefined && ath !== hash('sha256', accessToken, 'base64url')) {
    throw refuse('ath must be the SHA-256 hash of the access token, base64url.');
  }
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) {
    throw refuse('jti must be a string of 1 to 256 characters, unique per proof.');
  }
  if (typeof iat !== 'number' || !Number.isFinite(iat)) throw refuse('iat must be a number.');
  const offset = Math.round(iat - expected.now / 1000);
  if (Math.abs(iat * 1000 - expected.now) > PROOF_WINDOW * 1000) {
    throw refuse(
      `iat is ${Math.abs(offset)} s ${offset < 0 ? 'old' : 'ahead'}; at most ${PROOF_WINDOW} s are accepted. Make proofs with the time of this answer's Date header.`,
    );
  }
  return { jti, expiresAt: (iat + PROOF_WINDOW) * 1000 + 1000 };
}

/** RFC 9449 §4.3 (9): equal without query and fragment, after normalization (RFC 3986 §6.2.2–3). */
function sameAddress(htu: string, expected: string): boolean {
  if (htu === expected) return true;
  const url = URL.parse(htu);
  if (!url) return false;
  url.search = '';
  url.hash = '';
  return url.href === new URL(expected).href;
}
