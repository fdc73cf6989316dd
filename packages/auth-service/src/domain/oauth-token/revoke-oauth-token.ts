import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { endGrant } from '../consent/end-grant.ts';
import { type DomainError, invalidRequest } from '../errors.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { Storage } from '../storage.ts';
import { findStoredToken } from './stored-token.ts';

/** Who asks, authenticated as far as its type can be, and from where. */
export interface RevokingClient {
  clientId: string;
  address: string;
}

/**
 * Ends a token at the request of the client to which it was given (RFC 7009 §2.1). Resource servers that
 * remember an introspection hear of it. A token that is unknown or has ended already is no error (§2.2).
 *
 * @throws DomainError `invalid_request` for another client's token
 */
export async function revokeOAuthToken(
  { storage, clock }: { storage: Storage; clock: Clock },
  { clientId, address }: RevokingClient,
  value: string,
): Promise<void> {
  const token = await findStoredToken(storage.stores, value, clock());
  if (!token) return;
  const { kind, key, clientId: owner, userId, grantKey } = token.artifact;
  if (owner !== clientId) throw foreignToken();
  const actor = { type: 'client', clientId, address } as const;
  if (kind === 'RefreshToken' && grantKey !== undefined) {
    // With the access tokens of the same grant (§2.1).
    await endGrant({ storage, clock }, grantKey, { actor, reason: 'withdrawn' });
    return;
  }
  await storage.transaction(async (stores) => {
    await stores.oauthArtifacts.remove(kind, key);
    await recordAudit(stores.audit, clock, {
      type: 'token.revoked',
      actor,
      userId,
      clientId,
      subjectId: key,
    });
    await publishSecurityEvents(stores, clock, [{ type: 'token.revoked', jti: key }]);
  });
}

/** Of whatever kind (RFC 7009 §2.1): who asks holds the token already, and learns no more than that it is good. */
export const foreignToken = (): DomainError =>
  invalidRequest([
    { path: 'token', message: 'Issued to another client: only its own can revoke it.' },
  ]);
