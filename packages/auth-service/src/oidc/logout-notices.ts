import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import type { Logger } from 'pino';
import { recordAudit } from '../domain/audit/audit-store.ts';
import { type LogoutNotice, takeLogoutNotices } from '../domain/browser-session/logout-notice.ts';
import type { Clock } from '../domain/clock.ts';
import type { Storage } from '../domain/storage.ts';

interface Dependencies {
  storage: Storage;
  clock: Clock;
  logger: Logger;
}

/** As the engine has them; its types leave out what it does itself. */
type NotifiedClient = Client & { backchannelLogout(sub: string, sid: string): Promise<void> };

/** At once. Each takes 2.5 s at most, and so does stopping. */
const BATCH = 100;

/**
 * Tells clients' servers of browser sessions that ended otherwise than by the user's signing out there, with the
 * engine's signature, address guard and time-out.
 *
 * @returns what delivers some of those that wait, and resolves when it is done
 */
export function logoutNoticeCourier(
  deps: Dependencies & {
    /** The one whose keys are the present ones. */
    provider: () => Provider;
  },
): () => Promise<void> {
  const tell = async ({ clientId, userId, sid }: LogoutNotice): Promise<void> => {
    // As at a sign-out, one that is paused hears nothing.
    const client = await deps.provider().Client.find(clientId);
    if (!client?.backchannelLogoutUri) return;
    try {
      await (client as NotifiedClient).backchannelLogout(userId, sid);
    } catch (error) {
      await noteUntold(deps, { clientId, userId }, error);
    }
  };
  return async () => {
    const notices = await takeLogoutNotices(deps.storage.stores, deps.clock, BATCH);
    await Promise.all(notices.map(tell));
  };
}

/** Notes the same of those that the engine tells itself, when a user signs out. */
export function noteBackchannelLogouts(provider: Provider, deps: Dependencies): void {
  provider.on('backchannel.error', (_ctx, error, { clientId }, userId) => {
    noteUntold(deps, { clientId, userId }, error).catch((fault: unknown) =>
      deps.logger.error({ message: String(fault) }, 'an untold sign-out was not audited'),
    );
  });
}

/** Who could not be told finds out when tokens end. */
async function noteUntold(
  { storage, clock, logger }: Dependencies,
  { clientId, userId }: Pick<LogoutNotice, 'clientId' | 'userId'>,
  error: unknown,
): Promise<void> {
  const { message, response } = error as Error & { response?: { status?: number } };
  logger.warn({ clientId, message }, 'a client could not be told of a sign-out');
  await recordAudit(storage.stores.audit, clock, {
    type: 'logout_notice.failed',
    actor: { type: 'service' },
    userId,
    clientId,
    subjectId: clientId,
    details:
      response?.status === undefined
        ? { reason: 'no_answer' }
        : { reason: 'refused', status: response.status },
  });
}
