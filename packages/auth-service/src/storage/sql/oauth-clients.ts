import type { Kysely } from 'kysely';
import type { OAuthClient } from '../../domain/client/oauth-client.ts';
import { toOAuthClient, toOAuthClientRow } from './oauth-client-rows.ts';
import { prepareQuery } from './prepared-query.ts';
import type {
  ClientRestrictionRow,
  ClientRoleRow,
  ClientRow,
  OAuthClientRow,
} from './schema/client-tables.ts';
import type { Schema } from './schema.ts';

interface OfClient {
  id: string;
}

const selectDetails = prepareQuery<OfClient, OAuthClientRow>((db, parameter) =>
  db.selectFrom('oauth_clients').selectAll().where('client_id', '=', parameter('id')),
);

const selectOrigins = prepareQuery<OfClient, { origin: string }>((db, parameter) =>
  db
    .selectFrom('client_cors_origins')
    .select('origin')
    .where('client_id', '=', parameter('id'))
    .orderBy('origin'),
);

const selectRestrictions = prepareQuery<OfClient, ClientRestrictionRow>((db, parameter) =>
  db
    .selectFrom('client_restrictions')
    .selectAll()
    .where('client_id', '=', parameter('id'))
    .orderBy('node_id'),
);

const selectRoles = prepareQuery<OfClient, ClientRoleRow>((db, parameter) =>
  db
    .selectFrom('client_roles')
    .selectAll()
    .where('client_id', '=', parameter('id'))
    .orderBy('node_id'),
);

const DETAILS = [
  'oauth_clients',
  'client_scopes',
  'client_cors_origins',
  'client_restrictions',
  'client_roles',
] as const;

/** The part of the client store that app and service clients have for themselves. */
export function sqlOAuthClients(db: Kysely<Schema>) {
  return {
    /** What stands beside the row in `clients`. */
    async insertDetails(client: OAuthClient): Promise<void> {
      const { id: client_id } = client;
      await db.insertInto('oauth_clients').values(toOAuthClientRow(client)).execute();
      if (client.scopes.length > 0) {
        const rows = client.scopes.map((scope) => ({ client_id, scope }));
        await db.insertInto('client_scopes').values(rows).execute();
      }
      const origins = client.type === 'app' ? client.corsOrigins : [];
      if (origins.length > 0) {
        const rows = origins.map((origin) => ({ client_id, origin }));
        await db.insertInto('client_cors_origins').values(rows).execute();
      }
      const { teamIds, organizationIds } = client.teamRestriction;
      const restrictions = [
        ...teamIds.map((node_id) => ({ client_id, node_type: 'team' as const, node_id })),
        ...organizationIds.map((node_id) => ({
          client_id,
          node_type: 'organization' as const,
          node_id,
        })),
      ];
      if (restrictions.length > 0) {
        await db.insertInto('client_restrictions').values(restrictions).execute();
      }
      const roles = client.type === 'service' ? client.roles : [];
      if (roles.length > 0) {
        const rows = roles.map(({ nodeType, nodeId, roleId }) => ({
          client_id,
          node_type: nodeType,
          node_id: nodeId,
          role_id: roleId,
        }));
        await db.insertInto('client_roles').values(rows).execute();
      }
    },

    /** So that other ones may take their place. */
    async deleteDetails(id: string): Promise<void> {
      for (const table of DETAILS) {
        await db.deleteFrom(table).where('client_id', '=', id).execute();
      }
    },

    async complete(row: ClientRow): Promise<OAuthClient> {
      const { id } = row;
      const [details] = (await selectDetails(db, { id })).rows;
      if (!details) throw new Error(`the client ${id} has no details`);
      const app = row.type === 'app';
      const { rows: origins } = app ? await selectOrigins(db, { id }) : { rows: [] };
      const { rows: restrictions } = await selectRestrictions(db, { id });
      const { rows: roles } = app ? { rows: [] } : await selectRoles(db, { id });
      const restrictedTo = (type: 'team' | 'organization') =>
        restrictions.filter(({ node_type }) => node_type === type).map(({ node_id }) => node_id);
      return toOAuthClient(row, details, {
        corsOrigins: origins.map(({ origin }) => origin),
        teamRestriction: {
          teamIds: restrictedTo('team'),
          organizationIds: restrictedTo('organization'),
        },
        roles: roles.map(({ node_type, node_id, role_id }) => ({
          nodeType: node_type,
          nodeId: node_id,
          roleId: role_id,
        })),
      });
    },

    /** Whether some active client has registered the origin. */
    async isCorsOrigin(origin: string): Promise<boolean> {
      const row = await db
        .selectFrom('client_cors_origins')
        .innerJoin('clients', 'clients.id', 'client_cors_origins.client_id')
        .select('clients.id')
        .where('client_cors_origins.origin', '=', origin)
        .where('clients.status', '=', 'active')
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
