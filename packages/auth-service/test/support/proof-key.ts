import { randomUUID } from 'node:crypto';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';

export interface ProofOptions {
  htm?: unknown;
  htu?: unknown;
  /** Seconds since the epoch. */
  iat?: unknown;
  jti?: unknown;
  header?: Partial<JWTHeaderParameters>;
}

/** A frame's key, which makes proofs that are right but for what a test asks for. */
export interface ProofKey {
  thumbprint: string;
  publicJwk: JWK;
  privateKey: CryptoKey;
  proof(htu: string, options?: ProofOptions): Promise<string>;
}

export async function createProofKey(): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  return {
    publicJwk,
    privateKey,
    thumbprint: await calculateJwkThumbprint(publicJwk),
    proof(htu, { header, ...claims } = {}) {
      const payload = {
        htm: 'POST',
        htu,
        iat: Math.floor(Date.now() / 1000),
        jti: randomUUID(),
        ...claims,
      };
      return new SignJWT(payload as Record<string, unknown>)
        .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: publicJwk, ...header })
        .sign(privateKey);
    },
  };
}
