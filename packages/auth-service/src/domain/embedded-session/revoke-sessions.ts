import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { Storage, Stores } from '../storage.ts';
import type { RevokedSession } from './embedded-session-store.ts';

/** One session of a client, all of a user's in it, or really all: nothing means "all" by being absent. */
export type RevocationTarget = { clientId: string } & (
  | { sessionId: string }
  | { userId: string }
  | { everyUser: true }
);

/** A session whose last token ended longer ago ends without an event: no verifier accepts that token. */
const TOKEN_GRACE = 60_000;

/**
 * Ends sessions for good: their frames cannot renew them, their tokens are refused from the event on,
 * and codes that were minted for them before buy nothing. A page of an allowed portal may start a new one.
 *
 * @returns how many were ended; those that had been ended before do not count
 */
export function revokeSessions(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor,
  target: RevocationTarget,
  reason: string,
): Promise<number> {
  return storage.transaction(async (stores) => {
    const now = clock();
    const revoked = await revoke(stores, target, now, reason);
    for (const session of revoked) {
      await recordAudit(stores.audit, clock, {
        type: 'session.revoked',
        actor,
        userId: session.userId,
        clientId: session.clientId,
        subjectId: session.id,
        details: { reason },
      });
    }
    await publishSecurityEvents(
      stores,
      clock,
      revoked
        .filter(({ expiresAt }) => expiresAt > now - TOKEN_GRACE)
        .map(({ id }) => ({ type: 'session.revoked', sessionId: id })),
    );
    return revoked.length;
  });
}

async function revoke(
  { sessions, challengeCodes }: Stores,
  target: RevocationTarget,
  at: number,
  reason: string,
): Promise<RevokedSession[]> {
  const { clientId } = target;
  if (!('sessionId' in target)) {
    const userId = 'userId' in target ? target.userId : undefined;
    await challengeCodes.deleteOutstanding({ clientId, userId });
    return sessions.revokeAll({ clientId, userId }, at, reason);
  }
  const { sessionId } = target;
  const session = await sessions.find(sessionId);
  if (session?.clientId !== clientId) return [];
  await challengeCodes.deleteOutstanding({ clientId, keyThumbprint: session.keyThumbprint });
  return (await sessions.revoke(sessionId, at, reason)) ? [session] : [];
}
