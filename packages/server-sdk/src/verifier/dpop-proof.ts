import { createHash } from 'node:crypto';
import { type CryptoKey, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { normalizedTarget } from './http-target.ts';
import { invalidProof } from './refused.ts';

/** Both sides' clocks may be so far apart. */
export const PROOF_TOLERANCE_SECONDS = 60;

/** The public half of a frame's key, as its proofs carry it. */
export interface ProofKey {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
}

export interface ProofContext {
  method: string;
  url: string | undefined;
  /** base64url SHA-256 of the access token. */
  tokenHash: string;
  nowMs: number;
}

export interface Proof {
  jti: string;
  /** When it becomes too old to be accepted, ms since the epoch. */
  acceptableUntilMs: number;
}

/**
 * The key in a proof's header: public, EC P-256.
 * @throws {CasementError} `invalid_dpop_proof`
 */
export function proofKeyOf(proof: string): ProofKey {
  const { jwk } = headerOf(proof);
  if (typeof jwk !== 'object' || jwk === null) throw invalidProof('The proof carries no jwk.');
  if ('d' in jwk) throw invalidProof('The proof’s jwk must be a public key; this one is private.');
  const { kty, crv, x, y } = jwk as Partial<Record<keyof ProofKey, unknown>>;
  const coordinate = /^[\w-]{43}$/;
  if (kty !== 'EC' || crv !== 'P-256' || !coordinate.test(String(x)) || !coordinate.test(String(y)))
    throw invalidProof('The proof’s jwk must be an EC key on P-256.');
  return { kty, crv, x: String(x), y: String(y) };
}

/** RFC 7638 SHA-256 thumbprint: the required members in the order of their names. */
export function thumbprintOf({ crv, kty, x, y }: ProofKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

/** @throws {CasementError} `invalid_dpop_proof` where the coordinates are no point of the curve */
export async function importProofKey(key: ProofKey): Promise<CryptoKey> {
  try {
    return (await importJWK({ ...key }, 'ES256')) as CryptoKey;
  } catch {
    throw invalidProof('The proof’s jwk is not a point on P-256.');
  }
}

/**
 * Checks a proof against the request (RFC 9449 §4.3), all but the thumbprint and the replay.
 * @throws {CasementError} `invalid_dpop_proof`, naming the claim
 */
export async function verifyProof(
  proof: string,
  key: CryptoKey,
  { method, url, tokenHash, nowMs }: ProofContext,
): Promise<Proof> {
  const { payload } = await jwtVerify(proof, key, {
    typ: 'dpop+jwt',
    algorithms: ['ES256'],
    currentDate: new Date(nowMs),
    clockTolerance: PROOF_TOLERANCE_SECONDS,
  }).catch(() => {
    throw invalidProof(
      'The proof must be of typ dpop+jwt, signed with ES256 by the key it carries.',
    );
  });
  const { jti, htm, htu, iat, ath } = payload;
  if (typeof jti !== 'string' || jti === '' || jti.length > 256)
    throw invalidProof('jti must be a string of 1 to 256 characters.');
  if (htm !== method) throw invalidProof(`htm must be ${method}, the request’s method.`);
  const target = url === undefined ? undefined : normalizedTarget(url);
  if (target === undefined || typeof htu !== 'string' || normalizedTarget(htu) !== target)
    throw invalidProof(
      `htu must be ${target ?? 'unknown'}; if that is not the address the browser uses, set publicUrl or trustProxy at the verifier.`,
    );
  const ageMs = typeof iat === 'number' ? nowMs - iat * 1000 : Number.NaN;
  if (!(Math.abs(ageMs) <= PROOF_TOLERANCE_SECONDS * 1000))
    throw invalidProof(
      `iat must be within ${PROOF_TOLERANCE_SECONDS} s of this server’s time, which the Date header tells.`,
    );
  if (ath !== tokenHash) throw invalidProof('ath must be the hash of the access token.');
  return { jti, acceptableUntilMs: nowMs - ageMs + PROOF_TOLERANCE_SECONDS * 1000 };
}

function headerOf(proof: string): { jwk?: unknown } {
  try {
    return decodeProtectedHeader(proof);
  } catch {
    throw invalidProof('The DPoP header is no JWT.');
  }
}
