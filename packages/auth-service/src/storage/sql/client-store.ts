import type { JWK } from 'jose';
import type { Kysely } from 'kysely';
import type { Client } from '../../domain/client/client.ts';
import type { ClientStore } from '../../domain/client/client-store.ts';
import { selectAllowedOrigins } from './client-origins.ts';
import { toClientRow, toEmbeddedClient, toSecret, toSecretRow } from './client-rows.ts';
import { sqlOAuthClients } from './oauth-clients.ts';
import { prepareQuery } from './prepared-query.ts';
import type { ClientPublicKeyRow, ClientRow, ClientSecretRow, Schema } from './schema.ts';
import { sqlUsedJtis } from './used-jtis.ts';

const usedAssertions = sqlUsedJtis('used_assertions');

const selectClient = prepareQuery<{ id: string }, ClientRow>((db, parameter) =>
  db.selectFrom('clients').selectAll().where('id', '=', parameter('id')),
);

const selectSecrets = prepareQuery<{ clientId: string }, ClientSecretRow>((db, parameter) =>
  db
    .selectFrom('client_secrets')
    .selectAll()
    .where('client_id', '=', parameter('clientId'))
    .orderBy('created_at'),
);

const selectPublicKeys = prepareQuery<{ clientId: string }, ClientPublicKeyRow>((db, parameter) =>
  db
    .selectFrom('client_public_keys')
    .selectAll()
    .where('client_id', '=', parameter('clientId'))
    .where('revoked_at', 'is', null),
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
  const complete = async (row: ClientRow): Promise<Client> =>
    row.type === 'embedded'
      ? toEmbeddedClient(row, await selectAllowedOrigins(db, row.id))
      : oauthClients.complete(row);
  return {
    isCorsOrigin: oauthClients.isCorsOrigin,
    async insert(client) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('clients')
        .values(toClientRow(client))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows !== 1n) return false;
      if (client.type === 'embedded') await insertOrigins(client.id, client.allowedOrigins);
      else await oauthClients.insertDetails(client);
      return true;
    },
    async find(id) {
      const [row] = (await selectClient(db, { id })).rows;
      return row && complete(row);
    },
    async list() {
      const rows = await db.selectFrom('clients').selectAll().orderBy('created_at').execute();
      const clients: Client[] = [];
      for (const row of rows) clients.push(await complete(row));
      return clients;
    },
    async setStatus(id, status) {
      const { numUpdatedRows } = await db
        .updateTable('clients')
        .set({ status })
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
    async setAllowedOrigins(id, origins) {
      await db.deleteFrom('client_origins').where('client_id', '=', id).execute();
      await insertOrigins(id, origins);
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
    async insertSecret(secret) {
      await db.insertInto('client_secrets').values(toSecretRow(secret)).execute();
    },
    async listSecrets(clientId) {
      return (await selectSecrets(db, { clientId })).rows.map(toSecret);
    },
    async endOtherSecrets(clientId, exceptId, at) {
      await db
        .updateTable('client_secrets')
        .set({ expires_at: at, superseded_at: at })
        .where('client_id', '=', clientId)
        .where('id', '!=', exceptId)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', at)]))
        .execute();
    },
    async revokeSecret(id, at) {
      await db.updateTable('client_secrets').set({ revoked_at: at }).where('id', '=', id).execute();
    },
    async touchSecret(id, at) {
      await db
        .updateTable('client_secrets')
        .set({ last_used_at: at })
        .where('id', '=', id)
        .execute();
    },
    async insertPublicKey({ clientId, jwk, createdAt, revokedAt, ...key }) {
      await db
        .insertInto('client_public_keys')
        .values({
          ...key,
          client_id: clientId,
          jwk: JSON.stringify(jwk),
          created_at: createdAt,
          revoked_at: revokedAt ?? null,
        })
        .execute();
    },
    async listPublicKeys(clientId) {
      const { rows } = await selectPublicKeys(db, { clientId });
      return rows.map(({ client_id, jwk, created_at, revoked_at, ...key }) => ({
        ...key,
        clientId: client_id,
        jwk: JSON.parse(jwk) as JWK,
        createdAt: created_at,
        revokedAt: revoked_at ?? undefined,
      }));
    },
    rememberAssertion: (clientId, jti, expiresAt) => assertions.remember(clientId, jti, expiresAt),
    sweepAssertions: (now, limit) => assertions.sweep(now, limit),
  };
}
