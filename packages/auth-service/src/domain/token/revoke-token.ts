import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { foreignToken, type RevokingClient } from '../oauth-token/revoke-oauth-token.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { SigningKeySet } from '../signing-key/signing-key-set.ts';
import type { Storage } from '../storage.ts';
import type { AccessTokenVerifier } from './verify-access-token.ts';

export interface TokenRevocationDependencies {
  storage: Storage;
  clock: Clock;
  verifyAccessToken: AccessTokenVerifier;
  signingKeys: SigningKeySet;
}

/**
 * Ends one token of a client before its time (RFC 7009 §2.1). One that is unknown, expired or revoked
 * before is no error (§2.2).
 *
 * @returns whether it was ended now
 * @throws DomainError `invalid_request` for another client's token
 */
export async function revokeToken(
  { storage, clock, verifyAccessToken, signingKeys }: TokenRevocationDependencies,
  { clientId, address }: RevokingClient,
  token: string,
): Promise<boolean> {
  await signingKeys.refresh();
  const claims = verifyAccessToken(token, { now: clock() });
  if (!claims) return false;
  const { jti, sub, sid, client_id } = claims;
  if (client_id !== clientId) {
    if (await storage.stores.securityEvents.isTokenRevoked(jti)) return false;
    throw foreignToken();
  }
  return storage.transaction(async (stores) => {
    if (await stores.securityEvents.isTokenRevoked(jti)) return false;
    await publishSecurityEvents(stores, clock, [{ type: 'token.revoked', jti }]);
    await recordAudit(stores.audit, clock, {
      type: 'token.revoked',
      actor: { type: 'client', clientId, address },
      userId: sub,
      clientId,
      subjectId: jti,
      details: { session: sid },
    });
    return true;
  });
}
