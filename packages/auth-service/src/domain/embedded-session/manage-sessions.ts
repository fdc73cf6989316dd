import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { ownUserId } from '../authority/find-authority.ts';
import { requireClientAuthority } from '../client/client-authority.ts';
import type { Clock } from '../clock.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import { limitFaults } from '../paging/page.ts';
import type { Storage } from '../storage.ts';
import type { EmbeddedSession } from './embedded-session.ts';
import { type RevocationTarget, revokeSessions } from './revoke-sessions.ts';

export interface SessionQuery {
  clientId?: string | undefined;
  /** By ID or e-mail address. */
  user?: string | undefined;
  /** Ended and expired ones too; only live ones otherwise. */
  all?: boolean | undefined;
  /** 100 when absent. */
  limit?: number | undefined;
}

/** Whose sessions to end: one by its ID, or a client's, narrowed to one user's if one is named. */
export type SessionSelection =
  | { sessionId: string }
  | {
      clientId: string;
      /** By ID or e-mail address. */
      user?: string | undefined;
    };

/** What is done to embedded sessions by people. */
export interface SessionManagement {
  /** Last renewed first. */
  list(query?: SessionQuery): Promise<EmbeddedSession[]>;
  /**
   * Ends sessions at once and for good; the reason is kept with them and in the audit log.
   *
   * @returns how many were ended; 0 when they had ended before
   * @throws DomainError `not_found`, `permission_required`, `invalid_request`
   */
  revoke(selection: SessionSelection, reason?: string): Promise<number>;
}

const REASON_MAX = 200;

export function manageSessions(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): SessionManagement {
  const { stores } = storage;
  const userIdOf = async (user: string): Promise<string> => {
    const found = user.includes('@')
      ? await stores.directory.findUserByEmail(user)
      : await stores.directory.findUser(user);
    return found?.id ?? missing('user', user, 'casement users list');
  };
  const requireAuthority = async (clientId: string): Promise<void> => {
    const client = await stores.clients.find(clientId);
    if (!client) missing('client', clientId, 'casement clients list');
    await requireClientAuthority(stores, actor, client);
  };
  const targetOf = async (selection: SessionSelection): Promise<RevocationTarget> => {
    if ('sessionId' in selection) {
      const { sessionId } = selection;
      const session = await stores.sessions.find(sessionId);
      if (!session) missing('session', sessionId, 'casement sessions list');
      const isOwn = ownUserId(actor) === session.userId;
      if (!isOwn) await requireAuthority(session.clientId);
      return { clientId: session.clientId, sessionId };
    }
    const { clientId, user } = selection;
    await requireAuthority(clientId);
    return user === undefined
      ? { clientId, everyUser: true }
      : { clientId, userId: await userIdOf(user) };
  };
  return {
    async list({ clientId, user, all = false, limit } = {}) {
      refuseFaults(limitFaults(limit));
      if (clientId !== undefined) await requireAuthority(clientId);
      else if (actor.type !== 'operator') {
        throw new DomainError('permission_required', 'clientId: name the client whose sessions.');
      }
      return stores.sessions.list({
        clientId,
        userId: user === undefined ? undefined : await userIdOf(user),
        liveAt: all ? undefined : clock(),
        limit,
      });
    },

    async revoke(selection, reason = 'ended by an operator') {
      refuseFaults(reasonFaults(reason));
      const target = await targetOf(selection);
      return revokeSessions({ storage, clock }, actor, target, reason.trim());
    },
  };
}

function reasonFaults(reason: string) {
  const length = reason.trim().length;
  if (length >= 1 && length <= REASON_MAX) return [];
  return [{ path: 'reason', message: `1 to ${REASON_MAX} characters; this has ${length}.` }];
}

function missing(kind: string, id: string, list: string): never {
  throw new DomainError('not_found', `There is no ${kind} ${id}. See them with: ${list}`);
}
