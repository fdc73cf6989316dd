import { sign } from 'node:crypto';
import type { AccessTokenClaims } from '@casement/server-sdk/contract';
import type { LoadedSigningKey } from '../signing-key/load-signing-key.ts';

/** Signs claims into a JWT: `typ: at+jwt` (RFC 9068 §2.1), ES256 (RFC 7518 §3.4). */
export type AccessTokenSigner = (claims: AccessTokenClaims) => string;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function accessTokenSigner({ kid, privateKey }: LoadedSigningKey): AccessTokenSigner {
  const header = encode({ alg: 'ES256', typ: 'at+jwt', kid });
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return (claims) => {
    const input = `${header}.${encode(claims)}`;
    // Signing takes some 30 µs, less than handing the work to another thread.
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  };
}
