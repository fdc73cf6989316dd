import { decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import type { Storage } from '../storage.ts';
import {
  CLIENT_ASSERTION_ALGORITHMS,
  type ClientAssertionAlgorithm,
  type ClientPublicKey,
} from './client-public-key.ts';
import { decoyKey } from './decoy-key.ts';
import { invalidClient } from './invalid-client.ts';

export const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** An assertion that lives longer is refused: it would have to be remembered as long. Seconds. */
export const CLIENT_ASSERTION_MAX_LIFETIME = 600;

const CLOCK_TOLERANCE = 10;

export interface AssertionDependencies {
  storage: Storage;
  clock: Clock;
  /** Issuer and endpoint URL: either may be an assertion's `aud`. */
  audiences: readonly string[];
}

/**
 * Verifies a `private_key_jwt` assertion (RFC 7523 §3): `iss` = `sub` = client ID, `aud`, `exp`, and a
 * `jti` that is used once. An unknown client looks like a wrong signature; the other faults are named,
 * since only the key's owner gets that far.
 *
 * @throws DomainError `invalid_client`
 */
export async function verifyAssertion(
  { storage, clock, audiences }: AssertionDependencies,
  { clientId, assertion }: { clientId: string; assertion: string },
  clientExists: boolean,
): Promise<void> {
  const { clients } = storage.stores;
  const keys = await clients.listPublicKeys(clientId);
  const now = clock();
  const claims = await verifySignature(assertion, await candidates(assertion, keys), {
    clientId,
    now,
    audiences,
  });
  if (!clientExists || !claims) throw invalidClient(clientExists ? { clientId } : {});
  if (claims.exp > now / 1000 + CLIENT_ASSERTION_MAX_LIFETIME) {
    throw refused(clientId, `exp may be at most ${CLIENT_ASSERTION_MAX_LIFETIME} s ahead.`);
  }
  const expiresAt = (claims.exp + CLOCK_TOLERANCE + 1) * 1000;
  if (!(await clients.rememberAssertion(clientId, claims.jti, expiresAt))) {
    throw refused(clientId, 'this jti was used before. Sign a new assertion for every request.');
  }
  await clients.touchClient(clientId, now);
}

/**
 * The client that an assertion claims to be from; nothing is verified yet.
 *
 * @throws DomainError `invalid_client`
 */
export function claimedClient(assertion: string): string {
  try {
    const { sub } = decodeJwt(assertion);
    if (typeof sub === 'string') return sub;
  } catch {
    // Falls through to the same refusal.
  }
  throw invalidClient();
}

const refused = (clientId: string, message: string): DomainError =>
  new DomainError('invalid_client', `client_assertion: ${message}`, { attribution: { clientId } });

type Candidate = Pick<ClientPublicKey, 'jwk' | 'algorithm'>;

/** The keys that may have signed it, or a decoy: every assertion costs a verification. */
async function candidates(
  assertion: string,
  keys: readonly Candidate[],
): Promise<readonly Candidate[]> {
  const algorithm = assertedAlgorithm(assertion);
  if (!algorithm) return [];
  const fitting = keys.filter((key) => key.algorithm === algorithm);
  return fitting.length > 0 ? fitting : [{ algorithm, jwk: await decoyKey(algorithm) }];
}

function assertedAlgorithm(assertion: string): ClientAssertionAlgorithm | undefined {
  try {
    const { alg } = decodeProtectedHeader(assertion);
    return CLIENT_ASSERTION_ALGORITHMS.find((algorithm) => algorithm === alg);
  } catch {
    return undefined;
  }
}

async function verifySignature(
  assertion: string,
  keys: readonly Candidate[],
  { clientId, now, audiences }: { clientId: string; now: number; audiences: readonly string[] },
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
      throw refused(clientId, 'jti must be a non-empty string.');
    } catch (error) {
      // Signed by this client, but a claim is wrong: worth saying which.
      if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) {
        throw refused(
          clientId,
          `${error.message}. aud must be ${audiences.join(' or ')}; iss and sub the client ID; exp in the future.`,
        );
      }
      if (error instanceof DomainError) throw error;
    }
  }
  return undefined;
}
