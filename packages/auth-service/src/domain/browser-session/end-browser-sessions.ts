import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import type { Stores } from '../storage.ts';
import { noteLogouts } from './logout-notice.ts';

/**
 * Signs a browser out, or all of a user's: from the next request on, whoever sits there has to sign in
 * again. What a user allowed an application stays allowed; applications with an address for it are told that the
 * user has signed out (see `logout-notice.ts`).
 *
 * @returns how many were ended
 */
export async function endBrowserSessions(
  stores: Pick<Stores, 'audit' | 'browserSessions' | 'clients' | 'oauthArtifacts'>,
  clock: Clock,
  actor: Actor,
  target: { id: string } | { userId: string },
): Promise<number> {
  const ended = await stores.browserSessions.revoke(target, clock());
  for (const { id, key, userId } of ended) {
    const session = await stores.oauthArtifacts.findByUid('Session', key);
    if (session) {
      await noteLogouts(stores, clock, JSON.parse(session.payload));
      await stores.oauthArtifacts.remove('Session', session.key);
    }
    await recordAudit(stores.audit, clock, {
      type: 'browser_session.revoked',
      actor,
      userId,
      subjectId: id,
    });
  }
  return ended.length;
}
