import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { AccessTokenClaims } from '../contract/index.ts';

/** The auth service's signing key (ES256) and the JWKS that goes with it. */
export interface TokenSigner {
  jwks(): { keys: JWK[] };
  sign(claims: AccessTokenClaims): Promise<string>;
  /** A new key from now on; the old one leaves the JWKS at once. */
  rotate(): Promise<void>;
}

export async function createTokenSigner(): Promise<TokenSigner> {
  let current: { kid: string; privateKey: CryptoKey; jwk: JWK };

  async function rotate(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const kid = randomUUID();
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
    current = { kid, privateKey, jwk };
  }

  await rotate();
  return {
    jwks: () => ({ keys: [current.jwk] }),
    sign: (claims) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: current.kid })
        .sign(current.privateKey),
    rotate,
  };
}
