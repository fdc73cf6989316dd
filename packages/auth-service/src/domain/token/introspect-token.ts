import type { AccessTokenClaims } from '@casement/server-sdk/contract';
import type { Clock } from '../clock.ts';
import type { DashboardApplication } from '../dashboard-application.ts';
import { requireEligible } from '../embedded-session/eligibility.ts';
import { DomainError } from '../errors.ts';
import type { SigningKeySet } from '../signing-key/signing-key-set.ts';
import type { Storage } from '../storage.ts';
import { endedBy } from './issue-time.ts';
import type { AccessTokenVerifier } from './verify-access-token.ts';

export interface IntrospectionDependencies {
  storage: Storage;
  clock: Clock;
  verifyAccessToken: AccessTokenVerifier;
  signingKeys: SigningKeySet;
}

/**
 * Whether a token is good now, for the application that asks: signed by us for its audience, unexpired,
 * its session not revoked, its client active and still embedded at its origin, its user active and in
 * the team, and no event about any of them that is newer than the token.
 *
 * @returns its claims, or `undefined` without a reason (RFC 7662 §2.2)
 */
export async function introspectToken(
  { storage, clock, verifyAccessToken, signingKeys }: IntrospectionDependencies,
  application: DashboardApplication,
  token: string,
): Promise<AccessTokenClaims | undefined> {
  const { audience } = application;
  // A key that was dropped a moment ago must not count, whoever dropped it.
  await signingKeys.refresh();
  const claims = verifyAccessToken(token, { audience, now: clock() });
  if (!claims) return undefined;
  const { sessions, delegations, securityEvents } = storage.stores;
  const session = await sessions.find(claims.sid);
  if (!session || session.revokedAt !== undefined) return undefined;
  if (session.clientId !== claims.client_id || session.userId !== claims.sub) return undefined;
  if (await securityEvents.isTokenRevoked(claims.jti)) return undefined;
  const delegation = await delegations.find(claims.client_id, claims.sub, claims.origin);
  try {
    const { team, changedAt } = requireEligible(delegation);
    return team.id === claims.team_id && !endedBy(claims.iat, changedAt) ? claims : undefined;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
