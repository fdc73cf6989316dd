import type { BrowserSession } from '../../domain/browser-session/browser-session.ts';
import type { BrowserSessionManagement } from '../../domain/browser-session/manage-browser-sessions.ts';
import type { DirectoryManagement } from '../../domain/directory/manage-directory.ts';
import type { EmbeddedSession } from '../../domain/embedded-session/embedded-session.ts';
import type { SessionManagement } from '../../domain/embedded-session/manage-sessions.ts';
import { findUserId } from '../lookup.ts';
import { type ApiClient, path, revoked } from './api-client.ts';

type Users = Pick<DirectoryManagement, 'getUser'>;

const LIMIT_DEFAULT = 100;

/** Embedded sessions by the admin API: the newest first. */
export function remoteSessions(api: ApiClient, users: Users): SessionManagement {
  return {
    async list({ clientId, user, all = false, limit = LIMIT_DEFAULT } = {}) {
      const userId = await findUserId(users, user);
      const state = all ? undefined : 'live';
      const query = { clientId, userId, state };
      return api.list<EmbeddedSession>('/api/v1/embedded-sessions', query, limit);
    },

    async revoke(selection, reason) {
      if ('sessionId' in selection) {
        const { sessionId } = selection;
        const to = path`/api/v1/embedded-sessions/${sessionId}`;
        return revoked(api, 'DELETE', to, { query: { reason } });
      }
      const { clientId, user } = selection;
      const to = path`/api/v1/clients/${clientId}/revoke-sessions`;
      return revoked(api, 'POST', to, { body: { user, reason } });
    },
  };
}

/** Browser sessions by the admin API: one's own, where one may not see everybody's. */
export function remoteBrowserSessions(api: ApiClient, users: Users): BrowserSessionManagement {
  return {
    async list({ user, all, after, limit = LIMIT_DEFAULT } = {}) {
      const query = { userId: await findUserId(users, user), all, cursor: after };
      return api.page<BrowserSession>('/api/v1/browser-sessions', query, limit);
    },

    async revoke(selection) {
      if ('user' in selection) {
        return revoked(api, 'POST', path`/api/v1/users/${selection.user}/sign-out`);
      }
      return revoked(api, 'DELETE', path`/api/v1/browser-sessions/${selection.browserSessionId}`);
    },
  };
}
