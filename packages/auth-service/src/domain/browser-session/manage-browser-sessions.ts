import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { ownUserId } from '../authority/authority.ts';
import type { Clock } from '../clock.ts';
import { requireDirectoryAuthority } from '../directory/directory-authority.ts';
import { directoryChanges, missing } from '../directory/directory-changes.ts';
import { refuseFaults } from '../errors.ts';
import type { Storage } from '../storage.ts';
import type { BrowserSession } from './browser-session.ts';
import { endBrowserSessions } from './end-browser-sessions.ts';

export interface BrowserSessionQuery {
  /** By ID or e-mail address. */
  user?: string | undefined;
  /** Revoked and expired ones, and those that were signed out of, too; only live ones otherwise. */
  all?: boolean | undefined;
  /** 100 when absent. */
  limit?: number | undefined;
}

/** What is done to browser sessions by people: to their own, or to everybody's by who may. */
export interface BrowserSessionManagement {
  /**
   * Last active first.
   *
   * @throws DomainError `not_found`, `permission_required`, `invalid_request`
   */
  list(query?: BrowserSessionQuery): Promise<BrowserSession[]>;
  /**
   * Signs browsers out; see {@link endBrowserSessions}.
   *
   * @returns how many were ended; 0 when they had ended before
   * @throws DomainError `not_found`, `permission_required`
   */
  revoke(
    selection:
      | { browserSessionId: string }
      | {
          /** By ID or e-mail address. */
          user: string;
        },
  ): Promise<number>;
}

const SIGNING_OUT = 'Signing others out';

export function manageBrowserSessions(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): BrowserSessionManagement {
  const { stores } = storage;
  const { requireUser } = directoryChanges({ storage, clock }, actor);
  const requireAuthority = async (userId: string | undefined, purpose: string): Promise<void> => {
    if (userId !== undefined && ownUserId(actor) === userId) return;
    await requireDirectoryAuthority(stores, actor, 'everywhere', purpose);
  };
  /** Who may not see others learns nothing of whether they are there. */
  const userIdOf = async (user: string, purpose: string): Promise<string> => {
    const known = user.includes('@')
      ? await stores.directory.findUserByEmail(user)
      : await stores.directory.findUser(user);
    await requireAuthority(known?.id, purpose);
    return known?.id ?? (await requireUser(user)).id;
  };
  return {
    async list({ user, all = false, limit } = {}) {
      refuseFaults(
        limit === undefined || (Number.isSafeInteger(limit) && limit >= 1)
          ? []
          : [{ path: 'limit', message: `A whole number of at least 1; this is ${limit}.` }],
      );
      const purpose = 'Seeing where others are signed in';
      if (user === undefined) await requireAuthority(undefined, purpose);
      const userId = user === undefined ? undefined : await userIdOf(user, purpose);
      return stores.browserSessions.list({ userId, liveAt: all ? undefined : clock(), limit });
    },

    async revoke(selection) {
      const target =
        'user' in selection
          ? { userId: await userIdOf(selection.user, SIGNING_OUT) }
          : { id: selection.browserSessionId };
      const userId =
        'userId' in target ? target.userId : (await stores.browserSessions.find(target.id))?.userId;
      if (userId === undefined) {
        const name = 'id' in target ? target.id : '';
        return missing('browser session', name, 'casement sessions browser list');
      }
      await requireAuthority(userId, SIGNING_OUT);
      return storage.transaction((inside) => endBrowserSessions(inside, clock, actor, target));
    },
  };
}
