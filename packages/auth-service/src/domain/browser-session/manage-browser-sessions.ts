import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { mayEverywhereIn, ownUserId } from '../authority/find-authority.ts';
import type { Clock } from '../clock.ts';
import { requireDirectoryAuthority } from '../directory/directory-authority.ts';
import { directoryChanges, missing } from '../directory/directory-changes.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import { invalidRequest, refuseFaults } from '../errors.ts';
import { limitFaults, type Page, readPage, UNKNOWN_CURSOR } from '../paging/page.ts';
import type { Storage } from '../storage.ts';
import type { BrowserSession } from './browser-session.ts';
import { endBrowserSessions } from './end-browser-sessions.ts';

export interface BrowserSessionQuery {
  /** By ID or e-mail address. */
  user?: string | undefined;
  /** Revoked and expired ones, and those that were signed out of, too; only live ones otherwise. */
  all?: boolean | undefined;
  /** What the page before ended with. */
  after?: string | undefined;
  /** 100 when absent. */
  limit?: number | undefined;
}

/** What is done to browser sessions by people: to their own, or to everybody's by who may. */
export interface BrowserSessionManagement {
  /**
   * Last active first. A browser that is active between two pages moves before the second.
   *
   * @throws DomainError `not_found`, `permission_required`, `invalid_request`
   */
  list(query?: BrowserSessionQuery): Promise<Page<BrowserSession>>;
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

const LIMIT_DEFAULT = 100;
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
  const mayEnd = async (userId: string): Promise<boolean> =>
    ownUserId(actor) === userId ||
    mayEverywhereIn(stores, actor, 'everywhere', PERMISSIONS.manageDirectory);
  /** Who may not see others learns nothing of whether they are there. */
  const userIdOf = async (user: string, purpose: string): Promise<string> => {
    const known = user.includes('@')
      ? await stores.directory.findUserByEmail(user)
      : await stores.directory.findUser(user);
    await requireAuthority(known?.id, purpose);
    return known?.id ?? (await requireUser(user)).id;
  };
  return {
    async list({ user, all = false, after, limit = LIMIT_DEFAULT } = {}) {
      refuseFaults(limitFaults(limit));
      const from = after === undefined ? undefined : placeOf(after);
      const purpose = 'Seeing where others are signed in';
      if (user === undefined) await requireAuthority(undefined, purpose);
      const userId = user === undefined ? undefined : await userIdOf(user, purpose);
      const liveAt = all ? undefined : clock();
      return readPage(
        { after, limit },
        (part) => stores.browserSessions.list({ userId, liveAt, after: from, limit: part.limit }),
        ({ lastActiveAt, id }) => `${lastActiveAt}.${id}`,
      );
    },

    async revoke(selection) {
      const target =
        'user' in selection
          ? { userId: await userIdOf(selection.user, SIGNING_OUT) }
          : { id: selection.browserSessionId };
      if ('id' in target) {
        const session = await stores.browserSessions.find(target.id);
        // Whoever may not sign it out learns nothing of whether it is there.
        if (!session || !(await mayEnd(session.userId))) {
          return missing('browser session', target.id, 'casement sessions browser list');
        }
      }
      return storage.transaction((inside) => endBrowserSessions(inside, clock, actor, target));
    },
  };
}

function placeOf(after: string): Pick<BrowserSession, 'lastActiveAt' | 'id'> {
  const [, lastActiveAt, id] = /^(\d{1,15})\.(\S+)$/.exec(after) ?? [];
  if (lastActiveAt !== undefined && id !== undefined) {
    return { lastActiveAt: Number(lastActiveAt), id };
  }
  throw invalidRequest([UNKNOWN_CURSOR]);
}
