import { createHash, randomUUID } from 'node:crypto';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';

/** A frame's key, and the proofs it makes. */
export interface FrameKey {
  thumbprint: string;
  privateKey: CryptoKey;
  jwk: Record<string, unknown>;
  /** A good proof but for what a test changes; a claim set to undefined is left out. */
  prove(
    token: string,
    target: { method?: string; url: string; nowMs?: number },
    claims?: Record<string, unknown>,
    header?: Record<string, unknown>,
  ): Promise<string>;
}

export async function frameKey(): Promise<FrameKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return {
    thumbprint: await calculateJwkThumbprint(jwk),
    privateKey,
    jwk: { ...jwk },
    prove(token, { method = 'GET', url, nowMs = Date.now() }, claims = {}, header = {}) {
      return new SignJWT({
        jti: randomUUID(),
        htm: method,
        htu: url,
        iat: Math.floor(nowMs / 1000),
        ath: createHash('sha256').update(token).digest('base64url'),
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
        .sign(privateKey);
    },
  };
}
