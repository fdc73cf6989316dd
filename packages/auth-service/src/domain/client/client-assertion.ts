import { decodeJwt, errors, importJWK, jwtVerify } from 'jose';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import type { Storage } from '../storage.ts';
import { type AuthenticatedClient, invalidClient } from './authenticate-client.ts';

export const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** An assertion that lives longer is refused: it would have to be remembered as long. Seconds. */
export const CLIENT_ASSERTION_MAX_LIFETIME = 600;

const CLOCK_TOLERANCE = 10;

export interface AssertionDependencies {
  storage: Storage;
  clock: Clock;
  /** Issuer and endpoint URL: either may be the assertion's `aud`. */
  audiences: readonly string[];
}

/**
 * Authenticates by `private_key_jwt` (RFC 7523 §3): `iss` = `sub` = client ID, `aud`, `exp`, and a
 * `jti` that is used once. An unknown client looks like a wrong signature; the other faults are named,
 * since only the key's owner gets that far.
 *
 * @throws DomainError `invalid_client`
 */
export async function authenticateByAssertion(
  deps: AssertionDependencies,
  assertion: string,
): Promise<AuthenticatedClient> {
  const { clients } = deps.storage.stores;
  const clientId = claimedClient(assertion);
  const found = await clients.findCredentials(clientId);
  const keys = await clients.listPublicKeys(clientId);
  const now = deps.clock();
  const claims = await verify(assertion, keys, clientId, now, deps.audiences);
  if (!found || !claims) throw invalidClient();
  if (claims.exp > now / 1000 + CLIENT_ASSERTION_MAX_LIFETIME) {
    throw refused(`exp may be at most ${CLIENT_ASSERTION_MAX_LIFETIME} s ahead.`);
  }
  const expiresAt = (claims.exp + CLOCK_TOLERANCE + 1) * 1000;
  if (!(await clients.rememberAssertion(clientId, claims.jti, expiresAt))) {
    throw refused('this jti was used before. Sign a new assertion for every request.');
  }
  return found.client;
}

const refused = (message: string): DomainError =>
  new DomainError('invalid_client', `client_assertion: ${message}`);

function claimedClient(assertion: string): string {
  try {
    const { sub } = decodeJwt(assertion);
    if (typeof sub === 'string') return sub;
  } catch {
    // Falls through to the same refusal.
  }
  throw invalidClient();
}

async function verify(
  assertion: string,
  keys: Awaited<ReturnType<Storage['stores']['clients']['listPublicKeys']>>,
  clientId: string,
  now: number,
  audiences: readonly string[],
): Promise<{ exp: number; jti: string } | undefined> {
  for (const { jwk, algorithm } of keys) {
    try {
      const { payload } = await jwtVerify(assertion, await importJWK(jwk, algorithm), {
        algorithms: [algorithm],
        issuer: clientId,
        subject: clientId,
        audience: [...audiences],
        requiredClaims: ['exp', 'jti'],
        clockTolerance: CLOCK_TOLERANCE,
        currentDate: new Date(now),
      });
      const { exp, jti } = payload;
      if (typeof exp === 'number' && typeof jti === 'string' && jti !== '') return { exp, jti };
      throw refused('jti must be a non-empty string.');
    } catch (error) {
      // Signed by this client, but a claim is wrong: worth saying which.
      if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) {
        throw refused(
          `${error.message}. aud must be ${audiences.join(' or ')}; iss and sub the client ID; exp in the future.`,
        );
      }
      if (error instanceof DomainError) throw error;
    }
  }
  return undefined;
}
