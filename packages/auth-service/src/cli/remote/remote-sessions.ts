import type { BrowserSession } from '../../domain/browser-session/browser-session.ts';
import type { BrowserSessionManagement } from '../../domain/browser-session/manage-browser-sessions.ts';
import type { DirectoryManagement } from '../../domain/directory/manage-directory.ts';
import type { EmbeddedSession } from '../../domain/embedded-session/embedded-session.ts';
import type { SessionManagement } from '../../domain/embedded-session/manage-sessions.ts';
import { type ApiClient, path } from './api-client.ts';

type Users = Pick<DirectoryManagement, 'getUser'>;

/** How many were ended. */
interface Revoked {
  revoked: number;
}

const LIMIT_DEFAULT = 100;

const userIdOf = async (users: Users, user: string | undefined): Promise<string | undefined> =>
  user?.includes('@') ? (await users.getUser(user)).id : user;

/** Embedded sessions by the admin API: the newest first. */
export function remoteSessions(api: ApiClient, users: Users): SessionManagement {
  return {
    async list({ clientId, user, all = false, limit = LIMIT_DEFAULT } = {}) {
      const userId = await userIdOf(users, user);
      const state = all ? undefined : 'live';
      const query = { clientId, userId, state };
      return api.list<EmbeddedSession>('/api/v1/embedded-sessions', query, limit);
    },

    async revoke(selection, reason) {
      if ('sessionId' in selection) {
        const { sessionId } = selection;
        const to = path`/api/v1/embedded-sessions/${sessionId}`;
        return (await api.send<Revoked>('DELETE', to, { query: { reason } })).revoked;
      }
      const { clientId, user } = selection;
      return revoked(api, path`/api/v1/clients/${clientId}/revoke-sessions`, { user, reason });
    },
  };
}

/** Browser sessions by the admin API: one's own, where one may not see everybody's. */
export function remoteBrowserSessions(api: ApiClient, users: Users): BrowserSessionManagement {
  return {
    async list({ user, all, after, limit = LIMIT_DEFAULT } = {}) {
      const query = { userId: await userIdOf(users, user), all, cursor: after };
      return api.page<BrowserSession>('/api/v1/browser-sessions', query, limit);
    },

    async revoke(selection) {
      if ('user' in selection) {
        return revoked(api, path`/api/v1/users/${selection.user}/sign-out`);
      }
      const to = path`/api/v1/browser-sessions/${selection.browserSessionId}`;
      return (await api.send<Revoked>('DELETE', to)).revoked;
    },
  };
}

const revoked = async (api: ApiClient, to: string, body?: object): Promise<number> =>
  (await api.send<Revoked>('POST', to, body === undefined ? {} : { body })).revoked;
