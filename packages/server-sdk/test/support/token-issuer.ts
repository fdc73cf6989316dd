import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { AccessTokenClaims } from '../../src/contract/index.ts';
import { json, type ScriptedIssuer, startScriptedIssuer } from './scripted-issuer.ts';

export const AUDIENCE = 'https://dash.example.com';

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

export interface TokenIssuer extends ScriptedIssuer {
  /** What the JWKS lists, in the test's hands. */
  published: JWK[];
  metadata: Record<string, unknown>;
  jwksRequests(): number;
}

/** An issuer with metadata and JWKS over HTTP. */
export async function startTokenIssuer(...keys: SigningKey[]): Promise<TokenIssuer> {
  const server = await startScriptedIssuer();
  const issuer: TokenIssuer = Object.assign(server, {
    published: keys.map(({ publicJwk }) => publicJwk),
    metadata: { issuer: server.url, jwks_uri: `${server.url}/keys` },
    jwksRequests: () => server.requests.filter(({ url }) => url === '/keys').length,
  });
  issuer.script = (request, response) => {
    if (request.url === '/.well-known/oauth-authorization-server')
      json(response, 200, issuer.metadata);
    else if (request.url === '/keys') json(response, 200, { keys: issuer.published });
    else json(response, 404, { error: 'not_found', error_description: request.url });
  };
  return issuer;
}

export async function signingKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  return { kid, privateKey, publicJwk };
}

/** A good token's claims; `issuer` and `jkt` as given. */
export function goodClaims(issuer: string, jkt: string, nowMs: number): AccessTokenClaims {
  const iat = Math.floor(nowMs / 1000);
  return {
    iss: issuer,
    aud: AUDIENCE,
    sub: 'user-1',
    client_id: 'client-1',
    iat,
    exp: iat + 300,
    jti: randomUUID(),
    sid: 'session-1',
    team_id: 'team-1',
    scope: 'read:dashboards',
    permissions: ['read:dashboards'],
    cnf: { jkt },
    origin: 'https://portal.example.com',
    params: { region: 'eu', sites: ['a', 'b'] },
  };
}

/** Signs whatever a test wants to be signed. */
export function signToken(
  key: SigningKey,
  claims: object,
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header })
    .sign(key.privateKey);
}
