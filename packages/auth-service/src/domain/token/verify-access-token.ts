import { verify } from 'node:crypto';
import type { AccessTokenClaims } from '@casement/server-sdk/contract';
import { toSeconds } from '../clock.ts';
import type { SigningKeySet } from '../signing-key/signing-key-set.ts';
import { toDer } from './ecdsa-signature.ts';

/** The claims of a token that we signed for this audience (if one is named) and that has not expired; else `undefined`. */
export type AccessTokenVerifier = (
  token: string,
  expected: { audience?: string; now: number },
) => AccessTokenClaims | undefined;

/** Far above any token of ours: locked parameters have 2 KiB, permissions a few. */
const TOKEN_MAX = 64 * 1024;

const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

/**
 * Verifies our own tokens (RFC 9068 §4) with the keys that may have signed them; algorithm and type are ours to
 * know, not the token's to say.
 */
export function accessTokenVerifier(
  issuer: string,
  keys: Pick<SigningKeySet, 'find'>,
): AccessTokenVerifier {
  return (token, { audience, now }) => {
    if (token.length > TOKEN_MAX) return undefined;
    const parts = token.split('.');
    const [header64 = '', payload64 = '', signature64 = ''] = parts;
    if (parts.length !== 3) return undefined;
    try {
      const header = decode(header64) as Record<string, unknown> | null;
      if (header?.alg !== 'ES256' || header.typ !== 'at+jwt') return undefined;
      const key = typeof header.kid === 'string' ? keys.find(header.kid) : undefined;
      if (!key) return undefined;
      const input = Buffer.from(`${header64}.${payload64}`);
      const signature = toDer(Buffer.from(signature64, 'base64url'));
      if (!signature || !verify('sha256', input, key, signature)) return undefined;
      // Signed by us, so the payload is what `accessTokenSigner` was given.
      const claims = decode(payload64) as AccessTokenClaims;
      if (audience !== undefined && claims.aud !== audience) return undefined;
      return claims.iss === issuer && claims.exp > toSeconds(now) ? claims : undefined;
    } catch {
      return undefined;
    }
  };
}
