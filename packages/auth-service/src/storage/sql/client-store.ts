import type { Kysely } from 'kysely';
import type { Client } from '../../domain/client/client.ts';
import type { ClientStore } from '../../domain/client/client-store.ts';
import { sqlClientCredentials } from './client-credentials.ts';
import { selectAllowedOrigins } from './client-origins.ts';
import { countClients, selectClientPage } from './client-pages.ts';
import { toClientRow, toEmbeddedClient, toSettingsRow } from './client-rows.ts';
import { sqlOAuthClients } from './oauth-clients.ts';
import { prepareQuery } from './prepared-query.ts';
import type { ClientRow } from './schema/client-tables.ts';
import type { Schema } from './schema.ts';
import { sqlUsedJtis } from './used-jtis.ts';

const usedAssertions = sqlUsedJtis('used_assertions');

const selectClient = prepareQuery<{ id: string }, ClientRow>((db, parameter) =>
  db.selectFrom('clients').selectAll().where('id', '=', parameter('id')),
);

export function sqlClientStore(db: Kysely<Schema>): ClientStore {
  const assertions = usedAssertions(db);
  const oauthClients = sqlOAuthClients(db);
  const insertOrigins = async (clientId: string, origins: readonly string[]) => {
    if (origins.length === 0) return;
    await db
      .insertInto('client_origins')
      .values(origins.map((origin) => ({ client_id: clientId, origin })))
      .execute();
  };
  const insertDetails = (client: Client): Promise<void> =>
    client.type === 'embedded'
      ? insertOrigins(client.id, client.allowedOrigins)
      : oauthClients.insertDetails(client);
  const complete = async (row: ClientRow): Promise<Client> =>
    row.type === 'embedded'
      ? toEmbeddedClient(row, await selectAllowedOrigins(db, row.id))
      : oauthClients.complete(row);
  const completeAll = async (rows: readonly ClientRow[]): Promise<Client[]> => {
    const clients: Client[] = [];
    for (const row of rows) clients.push(await complete(row));
    return clients;
  };
  return {
    ...sqlClientCredentials(db),
    isCorsOrigin: oauthClients.isCorsOrigin,
    async insert(client) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('clients')
        .values(toClientRow(client))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows !== 1n) return false;
      await insertDetails(client);
      return true;
    },
    async find(id) {
      const [row] = (await selectClient(db, { id })).rows;
      return row && complete(row);
    },
    async findAll(ids) {
      if (ids.length === 0) return [];
      const rows = await db.selectFrom('clients').selectAll().where('id', 'in', ids).execute();
      return completeAll(rows);
    },
    async page(query) {
      return completeAll(await selectClientPage(db, query));
    },
    count: (filter) => countClients(db, filter),
    async replace(client, version) {
      const { numUpdatedRows } = await db
        .updateTable('clients')
        .set({ ...toSettingsRow(client), version: version + 1 })
        .where('id', '=', client.id)
        .where('version', '=', version)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows !== 1n) return false;
      if (client.type === 'embedded') {
        await db.deleteFrom('client_origins').where('client_id', '=', client.id).execute();
      } else {
        await oauthClients.deleteDetails(client.id);
      }
      await insertDetails(client);
      return true;
    },
    async setStatus(id, status) {
      const { numUpdatedRows } = await db
        .updateTable('clients')
        .set((set) => ({ status, version: set('version', '+', 1) }))
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    async delete(id) {
      // Origins, secrets and keys go with it: foreign keys of theirs say so.
      const { numDeletedRows } = await db
        .deleteFrom('clients')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return numDeletedRows === 1n;
    },
    async framePolicy(id) {
      const rows = await db
        .selectFrom('client_origins')
        .innerJoin('clients', 'clients.id', 'client_origins.client_id')
        .select('client_origins.origin')
        .where('clients.id', '=', id)
        .where('clients.type', '=', 'embedded')
        .where('clients.status', '=', 'active')
        .orderBy('client_origins.origin')
        .execute();
      return rows.map(({ origin }) => origin);
    },
    rememberAssertion: (clientId, jti, expiresAt) => assertions.remember(clientId, jti, expiresAt),
    sweepAssertions: (now, limit) => assertions.sweep(now, limit),
  };
}
