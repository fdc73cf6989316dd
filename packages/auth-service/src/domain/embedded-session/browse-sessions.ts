import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { sightOf } from '../authority/find-authority.ts';
import type { Clock } from '../clock.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import { DomainError } from '../errors.ts';
import { type Page, readPage } from '../paging/page.ts';
import type { Storage } from '../storage.ts';
import type { EmbeddedSession } from './embedded-session.ts';
import type { SessionPageQuery, SessionState } from './session-page-store.ts';

/** Embedded sessions as somebody sees them: their own, and those of clients that they may read, in the present teams of these (CM20). */
export interface SessionBrowsing {
  list(query: SessionPageQuery): Promise<Page<EmbeddedSession>>;
  /** @throws DomainError `not_found`, also for what the actor may not see */
  get(id: string): Promise<EmbeddedSession>;
}

export function browseSessions(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): SessionBrowsing {
  const { stores } = storage;
  const sight = () => sightOf(stores, actor, [PERMISSIONS.readClients, PERMISSIONS.manageClients]);
  return {
    async list(query) {
      const common = { ...query, sight: await sight(), now: clock() };
      return readPage(
        query,
        (part) => stores.sessionPages.list({ ...common, ...part }),
        ({ id }) => id,
      );
    },
    async get(id) {
      const query = { id, limit: 1, sight: await sight(), now: clock() };
      const [found] = await stores.sessionPages.list(query);
      if (found) return found;
      const message = `session: there is no session ${id}, or you may not see it.`;
      throw new DomainError('not_found', message);
    },
  };
}

export function sessionState(
  { revokedAt, expiresAt }: Pick<EmbeddedSession, 'revokedAt' | 'expiresAt'>,
  now: number,
): SessionState {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt > now ? 'live' : 'ended';
}
