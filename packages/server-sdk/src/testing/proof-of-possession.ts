import type { IncomingMessage } from 'node:http';
import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose';
import { PROOF_TOLERANCE_SECONDS } from '../verifier/dpop-proof.ts';

/**
 * Checks the DPoP proof of a request to the token endpoint (RFC 9449 §4.3).
 * @param htu the endpoint's address
 * @param nowMs the auth service's time, ms since the epoch
 * @param isFresh whether a `jti` has not been seen before
 * @returns the key's thumbprint; undefined where the proof is no good
 */
export async function proofThumbprint(
  { method, headers }: IncomingMessage,
  htu: string,
  nowMs: number,
  isFresh: (jti: string) => boolean,
): Promise<string | undefined> {
  const proof = String(headers.dpop);
  try {
    const { payload } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ['ES256'],
      // The age is checked below, in both directions.
      currentDate: new Date(0),
    });
    const { htm, iat, jti } = payload;
    const age = Math.abs(nowMs / 1000 - Number(iat));
    const { jwk } = decodeProtectedHeader(proof);
    const isGood =
      htm === method &&
      payload.htu === htu &&
      age <= PROOF_TOLERANCE_SECONDS &&
      jwk !== undefined &&
      !('d' in jwk) &&
      typeof jti === 'string';
    if (!isGood) return undefined;
    const thumbprint = await calculateJwkThumbprint(jwk);
    return isFresh(`${thumbprint} ${jti}`) ? thumbprint : undefined;
  } catch {
    return undefined;
  }
}
