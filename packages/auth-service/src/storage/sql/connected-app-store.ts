import type { Kysely } from 'kysely';
import type { Sight } from '../../domain/authority/authority.ts';
import { TOKEN_KINDS, type TokenKind } from '../../domain/oauth-artifact/oauth-artifact.ts';
import type {
  ConnectedAppStore,
  GrantedToken,
  TokenFilter,
} from '../../domain/oauth-token/connected-app.ts';
import type { OAuthArtifactRow } from './schema/grant-tables.ts';
import type { Schema } from './schema.ts';
import { clientsWithin } from './visible-clients.ts';

export function sqlConnectedAppStore(db: Kysely<Schema>): ConnectedAppStore {
  const live = (now: number) =>
    db
      .selectFrom('oauth_artifacts')
      .innerJoin('clients', 'clients.id', 'oauth_artifacts.client_id')
      .innerJoin('oauth_clients', 'oauth_clients.client_id', 'clients.id')
      .where('oauth_artifacts.kind', 'in', TOKEN_KINDS)
      .where('oauth_artifacts.expires_at', '>', now)
      .where('oauth_artifacts.consumed_at', 'is', null)
      .where('clients.status', '=', 'active');
  const filtered = (query: TokenFilter & { sight: Sight; now: number }) => {
    const { within, ownUserId } = query.sight;
    let tokens = live(query.now);
    if (within !== 'all') {
      tokens = tokens.where((where) =>
        where.or([
          where('clients.id', 'in', clientsWithin(db, within)),
          ...(ownUserId === undefined
            ? []
            : [
                where('oauth_artifacts.user_id', '=', ownUserId),
                where('oauth_clients.user_id', '=', ownUserId),
              ]),
        ]),
      );
    }
    const { clientId, userId } = query;
    if (clientId !== undefined) tokens = tokens.where('clients.id', '=', clientId);
    if (userId !== undefined) {
      tokens = tokens.where((where) =>
        where.or([
          where('oauth_artifacts.user_id', '=', userId),
          where('oauth_clients.user_id', '=', userId),
        ]),
      );
    }
    return tokens;
  };
  return {
    async clients({ after, limit, ...query }) {
      let clients = filtered(query)
        .select((select) => [
          ...(['clients.id', 'clients.name', 'clients.type'] as const),
          select.fn.countAll<number>().as('tokens'),
        ])
        .groupBy(['clients.id', 'clients.name', 'clients.type']);
      if (after !== undefined) clients = clients.where('clients.id', '>', after);
      const rows = await clients.orderBy('clients.id').limit(limit).execute();
      return rows.map(({ tokens, ...client }) => ({ ...client, tokenCount: Number(tokens) }));
    },
    async tokens({ limit, ...query }) {
      const rows = await filtered(query)
        .selectAll('oauth_artifacts')
        .select('oauth_clients.user_id as service_user_id')
        .orderBy('oauth_artifacts.expires_at', 'desc')
        .orderBy('oauth_artifacts.key')
        .limit(limit)
        .execute();
      return rows.map(toToken);
    },
    async find(id, now) {
      const row = await live(now)
        .selectAll('oauth_artifacts')
        .select('oauth_clients.user_id as service_user_id')
        .where('oauth_artifacts.key', '=', id)
        .executeTakeFirst();
      return row && toToken(row);
    },
    async remove({ clientId, userId }) {
      let removal = db
        .deleteFrom('oauth_artifacts')
        .where('client_id', '=', clientId)
        .where('kind', 'in', [...TOKEN_KINDS, 'AuthorizationCode', 'DeviceCode', 'Grant']);
      if (userId !== undefined) {
        const bound = db
          .selectFrom('oauth_clients')
          .select('client_id')
          .where('user_id', '=', userId);
        removal = removal.where((where) =>
          where.or([where('user_id', '=', userId), where('client_id', 'in', bound)]),
        );
      }
      return removal.returning(['kind', 'key']).execute();
    },
  };
}

function toToken(row: OAuthArtifactRow & { service_user_id: string | null }): GrantedToken {
  // Written by the engine's adapter.
  const { scope, iat, jkt } = JSON.parse(row.payload) as Record<string, unknown>;
  return {
    id: row.key,
    // `live` lets no other kind through, and none without a client.
    kind: row.kind as TokenKind,
    clientId: row.client_id ?? '',
    userId: row.user_id ?? row.service_user_id ?? undefined,
    scopes: typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : [],
    keyBound: typeof jkt === 'string',
    grantKey: row.grant_key ?? undefined,
    issuedAt: typeof iat === 'number' ? iat * 1000 : 0,
    expiresAt: row.expires_at,
  };
}
