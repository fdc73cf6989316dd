import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { PrivateKey } from './private-key.ts';

/** What identifies a client on one request: headers, and fields of its JSON body. */
export interface ClientCredentials {
  headers: Record<string, string>;
  fields: { client_assertion_type?: string; client_assertion?: string };
}

/** Makes the credentials of one try; called again for every retry. */
export type ClientAuthentication = () => Promise<ClientCredentials>;

/** RFC 7523 §2.2. */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ASSERTION_LIFETIME_SECONDS = 60;

/** `client_secret_basic`: both parts form-encoded before base64 (RFC 6749 §2.3.1). */
export function clientSecretBasic(clientId: string, clientSecret: string): ClientAuthentication {
  const authorization = basicAuthorization(clientId, clientSecret);
  return async () => ({ headers: { authorization }, fields: {} });
}

/** The value of `Authorization` for `client_secret_basic`. */
export function basicAuthorization(clientId: string, clientSecret: string): string {
  const pair = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/**
 * `private_key_jwt` (RFC 7523 §3, OpenID Connect Core §9). The audience is the issuer and nothing
 * else, so that an assertion is of no use anywhere else.
 * @param now ms since the epoch
 */
export function privateKeyJwt(
  issuer: string,
  clientId: string,
  { key, algorithm, keyId }: PrivateKey,
  now: () => number = Date.now,
): ClientAuthentication {
  return async () => {
    const issuedAt = Math.floor(now() / 1000);
    const assertion = await new SignJWT()
      .setProtectedHeader({
        alg: algorithm,
        typ: 'JWT',
        ...(keyId === undefined ? {} : { kid: keyId }),
      })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(issuer)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ASSERTION_LIFETIME_SECONDS)
      .sign(key);
    return {
      headers: {},
      fields: { client_assertion_type: JWT_BEARER, client_assertion: assertion },
    };
  };
}

/** application/x-www-form-urlencoded, which differs from percent-encoding (a space is a plus). */
function formEncode(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}
