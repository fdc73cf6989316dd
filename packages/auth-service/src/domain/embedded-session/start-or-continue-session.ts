import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Stores } from '../storage.ts';
import type { EligibleDelegation } from './eligibility.ts';
import type { ExchangeRequest } from './exchange-request.ts';

/** Longer ones are cut: they come from the browser and end in a table for people. */
const USER_AGENT_MAX = 256;

export interface SessionStart {
  request: ExchangeRequest;
  delegation: EligibleDelegation;
  now: number;
  /** `iat` of the token that is about to be issued, in seconds. */
  iat: number;
}

/**
 * Continues the session that the frame names if it has the same key, client, user, team, origin and
 * audience; otherwise starts a new one. A revoked session is never continued.
 *
 * @throws DomainError `session_revoked`
 */
export async function startOrContinueSession(
  stores: Stores,
  clock: Clock,
  { request, delegation, now, iat }: SessionStart,
): Promise<{ id: string; continued: boolean }> {
  const { client, team, user } = delegation;
  const session = {
    clientId: client.id,
    userId: user.id,
    teamId: team.id,
    embedderOrigin: request.embedderOrigin,
    audience: request.dashboard.audience,
    keyThumbprint: request.proof.keyThumbprint,
    expiresAt: (iat + client.accessTokenLifetime) * 1000,
    tokenIssuedAt: iat,
    userAgent: request.userAgent?.slice(0, USER_AGENT_MAX),
    address: request.address,
  };
  if (request.sessionId !== undefined) {
    const id = request.sessionId;
    if (await stores.sessions.renew({ ...session, id, now })) return { id, continued: true };
    if (await stores.sessions.isRevoked({ ...session, id })) {
      throw new DomainError(
        'session_revoked',
        'This session was revoked. The user may start a new one by opening the dashboard again.',
        { attribution: { clientId: client.id, userId: user.id, sessionId: id } },
      );
    }
  }
  const id = newId('ses');
  await stores.sessions.insert({
    ...session,
    id,
    createdAt: now,
    lastRenewedAt: now,
    renewals: 0,
    revokedAt: undefined,
    revokedReason: undefined,
  });
  await recordAudit(stores.audit, clock, {
    type: 'session.started',
    actor: { type: 'client', clientId: client.id },
    userId: user.id,
    clientId: client.id,
    address: session.address,
    subjectId: id,
    details: { embedder_origin: session.embedderOrigin, audience: session.audience },
  });
  return { id, continued: false };
}
