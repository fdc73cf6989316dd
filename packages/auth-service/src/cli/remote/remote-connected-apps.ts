import type { TokenKind } from '../../domain/oauth-artifact/oauth-artifact.ts';
import {
  type ConnectedApp,
  type ConnectedToken,
  TOKEN_TYPES,
} from '../../domain/oauth-token/connected-app.ts';
import type { ConnectedAppManagement } from '../../domain/oauth-token/manage-connected-apps.ts';
import { type ApiClient, path, revoked } from './api-client.ts';

const APPS = '/api/v1/connected-apps';

interface Listed {
  clientId: string;
  clientName: string;
  clientType: ConnectedApp['client']['type'];
  tokenCount: number;
  tokens: (Omit<ConnectedToken, 'kind' | 'clientId' | 'chosenTeams'> & {
    type: string;
    allTeams: boolean;
    teamIds: string[];
  })[];
}

/** Applications with tokens by the admin API: one's own, and those of clients that one may read. */
export function remoteConnectedApps(api: ApiClient): ConnectedAppManagement {
  return {
    async list({ after: cursor, limit, ...filter }) {
      const { items, next } = await api.page<Listed>(APPS, { ...filter, cursor }, limit);
      return { items: items.map(toApp), next };
    },

    async revokeToken(id) {
      return revoked(api, 'DELETE', path`/api/v1/tokens/${id}`);
    },

    async disconnect({ clientId, userId = 'everybody' }) {
      return revoked(api, 'DELETE', path`/api/v1/connected-apps/${clientId}`, {
        query: { userId },
      });
    },
  };
}

const KINDS: ReadonlyMap<string, TokenKind> = new Map(
  Object.entries(TOKEN_TYPES).map(([kind, type]) => [type, kind as TokenKind]),
);

const toApp = ({ clientId, clientName, clientType, tokenCount, tokens }: Listed): ConnectedApp => ({
  client: { id: clientId, name: clientName, type: clientType },
  tokenCount,
  tokens: tokens.map(({ type, allTeams, teamIds, ...token }) => ({
    ...token,
    chosenTeams: allTeams ? 'all' : teamIds,
    clientId,
    kind: KINDS.get(type) ?? 'AccessToken',
  })),
});
