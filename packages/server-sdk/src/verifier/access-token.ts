import { hash as digest } from 'node:crypto';
import { type CryptoKey, errors, jwtVerify } from 'jose';
import { BoundedMap } from '../bounded-map.ts';
import type { AccessTokenClaims } from '../contract/index.ts';
import { quote } from '../web-origin.ts';
import { faultyClaim, isAccessTokenClaims } from './access-token-claims.ts';
import type { ProofHeader } from './dpop-proof.ts';
import type { KeySet } from './key-set.ts';
import { invalidToken } from './refused.ts';

/** A token whose signature and claims were checked. */
export interface VerifiedToken {
  claims: AccessTokenClaims;
  /** base64url SHA-256 of the token, as a proof's `ath` has it (RFC 9449 §4.2). */
  hash: string;
  /** Of the last good proof: the frame's key, imported once. */
  proofHeader: ProofHeader | undefined;
}

interface KnownToken extends VerifiedToken {
  /** Of the key set that verified it. */
  generation: number;
}

export interface AccessTokenVerifier {
  /** @throws {CasementError} `invalid_token`, or `temporarily_unavailable` while no keys are known */
  verify(token: string, nowMs: number): Promise<VerifiedToken>;
}

/** No token of this protocol lives longer. */
const MAX_LIFETIME_SECONDS = 600;
/** The issuer's and this server's clocks. */
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * @param capacity how many tokens are known by their hash and not verified again
 * @param onHit called for every token that needed no signature check
 */
export function createAccessTokenVerifier(
  issuer: string,
  audience: string,
  keys: KeySet,
  capacity: number,
  onHit: () => void = () => {},
): AccessTokenVerifier {
  const known = new BoundedMap<KnownToken>(capacity);
  /** A frame sends its first requests at once: one signature check serves them all. */
  const flights = new Map<string, Promise<KnownToken>>();

  return {
    async verify(token, nowMs) {
      keys.keepFresh();
      const hash = digest('sha256', token, 'base64url');
      const cached = known.get(hash);
      if (cached !== undefined) {
        if (cached.claims.exp + CLOCK_TOLERANCE_SECONDS <= nowMs / 1000) {
          known.delete(hash);
          throw expired();
        }
        if (cached.generation === keys.generation) {
          onHit();
          return cached;
        }
      }
      const running = flights.get(hash);
      if (running !== undefined) return running;
      const flight = verified(token, hash, nowMs).finally(() => flights.delete(hash));
      flights.set(hash, flight);
      const entry = await flight;
      known.set(hash, entry);
      return entry;
    },
  };

  async function verified(token: string, hash: string, nowMs: number): Promise<KnownToken> {
    let generation = 0;
    const keyFor = async ({ kid }: { kid?: string }): Promise<CryptoKey> => {
      const key = typeof kid === 'string' ? await keys.find(kid) : undefined;
      // Read now: keys that change while the signature is checked make the result old at once.
      generation = keys.generation;
      if (key === undefined) throw invalidToken('The token’s kid is none of the issuer’s keys.');
      return key;
    };
    const { payload: claims } = await jwtVerify(token, keyFor, {
      typ: 'at+jwt',
      algorithms: ['ES256'],
      issuer,
      audience,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(nowMs),
    }).catch((error: unknown) => {
      throw refusedToken(error, audience);
    });
    if (!isAccessTokenClaims(claims))
      throw invalidToken(`The token’s ${faultyClaim(claims)} is missing or of a wrong type.`);
    if (claims.exp - claims.iat > MAX_LIFETIME_SECONDS)
      throw invalidToken(`The token lives longer than ${MAX_LIFETIME_SECONDS} s.`);
    if (claims.iat - CLOCK_TOLERANCE_SECONDS > nowMs / 1000)
      throw invalidToken('The token’s iat lies in the future; compare the servers’ clocks.');
    return { claims, hash, proofHeader: undefined, generation };
  }
}

function expired(): Error {
  return invalidToken('The token has expired.');
}

/** What jose found, without its payload but for the audience; what the key set threw, as it is. */
function refusedToken(error: unknown, audience: string): unknown {
  if (error instanceof errors.JWTExpired) return expired();
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud')
    return invalidToken(wrongAudience(error.payload.aud, audience));
  if (error instanceof errors.JWTClaimValidationFailed)
    return invalidToken(`The token’s ${error.claim} is not the one expected here.`);
  if (error instanceof errors.JOSEError)
    return invalidToken('The token is not a JWT of typ at+jwt, signed with ES256 by the issuer.');
  return error;
}

/** An audience is public; and without both, everything looks well while no data flows. */
function wrongAudience(theirs: unknown, ours: string): string {
  const named = typeof theirs === 'string' ? quote(theirs) : 'missing or not one string';
  return `The token’s audience is ${named}, this API’s is ${quote(ours)}: give the verifier’s option "audience" the audience that the auth service’s dashboards file has for this dashboard.`;
}
