import { createHash, type KeyObject } from 'node:crypto';
import {
  type CompactJws,
  decodePart,
  type EcPublicJwk,
  importEcPublicKey,
  isSignedBy,
  splitCompactJws,
} from './compact-jws.ts';
import { normalizedTarget } from './http-target.ts';
import { invalidProof } from './refused.ts';

/** Both sides' clocks may be so far apart. */
export const PROOF_TOLERANCE_SECONDS = 60;

/** A header that was found good for a token; a frame's proofs all have the same one. */
export interface ProofHeader {
  /** As it stands in the proof. */
  encoded: string;
  key: KeyObject;
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

/** @throws {CasementError} `invalid_dpop_proof` */
export function splitProof(proof: string): CompactJws {
  const jws = splitCompactJws(proof);
  if (jws === undefined) throw invalidProof('The DPoP header is no JWT signed with ES256.');
  return jws;
}

/**
 * Checks a proof's header (RFC 9449 §4.2), and that its key is the one the token is bound to (§6.1).
 * @param thumbprint the token's `cnf.jkt`
 * @throws {CasementError} `invalid_dpop_proof`
 */
export function readProofHeader(encoded: string, thumbprint: string): ProofHeader {
  const header = decodePart(encoded);
  // `crit` would name extensions that must be understood (RFC 7515 §4.1.11); there are none here.
  if (header?.typ !== 'dpop+jwt' || header.alg !== 'ES256' || 'crit' in header)
    throw invalidProof('The proof must be of typ dpop+jwt, signed with ES256, without crit.');
  const jwk = publicJwk(header.jwk);
  if (thumbprintOf(jwk) !== thumbprint)
    throw invalidProof('The proof’s key is not the one that the token is bound to.');
  const key = importEcPublicKey(jwk);
  if (key === undefined) throw invalidProof('The proof’s jwk is not a point on P-256.');
  return { encoded, key };
}

function publicJwk(jwk: unknown): EcPublicJwk {
  if (typeof jwk !== 'object' || jwk === null) throw invalidProof('The proof carries no jwk.');
  if ('d' in jwk) throw invalidProof('The proof’s jwk must be a public key; this one is private.');
  const { kty, crv, x, y } = jwk as Partial<Record<keyof EcPublicJwk, unknown>>;
  const coordinate = /^[\w-]{43}$/;
  if (kty !== 'EC' || crv !== 'P-256' || !coordinate.test(String(x)) || !coordinate.test(String(y)))
    throw invalidProof('The proof’s jwk must be an EC key on P-256.');
  return { kty, crv, x: String(x), y: String(y) };
}

/** RFC 7638 SHA-256 thumbprint: the required members in the order of their names. */
function thumbprintOf({ crv, kty, x, y }: EcPublicJwk): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

/**
 * Checks claims and signature of a proof whose header is good (RFC 9449 §4.3), all but the replay.
 * @throws {CasementError} `invalid_dpop_proof`, naming the claim
 */
export async function verifyProof(
  jws: CompactJws,
  key: KeyObject,
  context: ProofContext,
): Promise<Proof> {
  // The claims first: what is wrong anyway is not worth a signature check.
  const proof = checkClaims(decodePart(jws.payload) ?? {}, context);
  if (!(await isSignedBy(jws, key)))
    throw invalidProof('The proof is not signed by the key that it carries.');
  return proof;
}

function checkClaims(
  { jti, htm, htu, iat, ath, exp, nbf }: Record<string, unknown>,
  { method, url, tokenHash, nowMs }: ProofContext,
): Proof {
  if (typeof jti !== 'string' || jti === '' || jti.length > 256)
    throw invalidProof('jti must be a string of 1 to 256 characters.');
  if (htm !== method) throw invalidProof(`htm must be ${method}, the request’s method.`);
  if (url === undefined || !isTarget(htu, url))
    throw invalidProof(
      `htu must be ${(url && normalizedTarget(url)) ?? 'unknown'}; if that is not the address the browser uses, set publicUrl or trustProxy at the verifier.`,
    );
  const ageMs = typeof iat === 'number' ? nowMs - iat * 1000 : Number.NaN;
  const toleranceMs = PROOF_TOLERANCE_SECONDS * 1000;
  if (!(Math.abs(ageMs) <= toleranceMs))
    throw invalidProof(
      `iat must be within ${PROOF_TOLERANCE_SECONDS} s of this server’s time, which the Date header tells.`,
    );
  // Not needed in a proof, but not to be ignored either (RFC 7519 §4.1.4, §4.1.5).
  if (exp !== undefined && !(typeof exp === 'number' && exp * 1000 + toleranceMs > nowMs))
    throw invalidProof('The proof’s exp has passed.');
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf * 1000 - toleranceMs <= nowMs))
    throw invalidProof('The proof’s nbf has not come.');
  if (ath !== tokenHash) throw invalidProof('ath must be the hash of the access token.');
  return { jti, acceptableUntilMs: nowMs - ageMs + toleranceMs };
}

function isTarget(htu: unknown, url: string): boolean {
  // Nearly always; and what is equal is so in any spelling.
  if (htu === url) return true;
  const target = normalizedTarget(url);
  return target !== undefined && typeof htu === 'string' && normalizedTarget(htu) === target;
}
