import type { JWK } from 'jose';
import type { Kysely } from 'kysely';
import { NEVER } from '../../domain/client/client-sort.ts';
import type { ClientStore } from '../../domain/client/client-store.ts';
import { toSecret, toSecretRow } from './client-rows.ts';
import { prepareQuery } from './prepared-query.ts';
import type { ClientPublicKeyRow, ClientSecretRow } from './schema/client-credential-tables.ts';
import type { Schema } from './schema.ts';

type Credentials = Pick<
  ClientStore,
  | 'insertSecret'
  | 'listSecrets'
  | 'endSecrets'
  | 'revokeSecret'
  | 'touchSecret'
  | 'touchClient'
  | 'insertPublicKey'
  | 'listPublicKeys'
  | 'revokePublicKey'
  | 'revokePublicKeys'
>;

/** `last_used` is for people; a write per request would be waste. */
const TOUCH_INTERVAL = 60_000;

const selectSecrets = prepareQuery<{ clientId: string }, ClientSecretRow>((db, parameter) =>
  db
    .selectFrom('client_secrets')
    .selectAll()
    .where('client_id', '=', parameter('clientId'))
    .orderBy('created_at')
    .orderBy('id'),
);

const selectPublicKeys = prepareQuery<{ clientId: string }, ClientPublicKeyRow>((db, parameter) =>
  db
    .selectFrom('client_public_keys')
    .selectAll()
    .where('client_id', '=', parameter('clientId'))
    .where('revoked_at', 'is', null),
);

/** What clients authenticate with. */
export function sqlClientCredentials(db: Kysely<Schema>): Credentials {
  /** Beside the client, so that lists are sorted by it. */
  const noteExpiry = async (clientId: string): Promise<void> => {
    const { latest } = await db
      .selectFrom('client_secrets')
      .select((select) =>
        select.fn.max(select.fn.coalesce('expires_at', select.val(NEVER.expiresAt))).as('latest'),
      )
      .where('client_id', '=', clientId)
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow();
    await db
      .updateTable('clients')
      .set({ secrets_expire_at: latest === null ? NEVER.expiresAt : Number(latest) })
      .where('id', '=', clientId)
      .execute();
  };
  const touchClient = async (id: string, at: number): Promise<void> => {
    await db
      .updateTable('clients')
      .set({ last_used_at: at })
      .where('id', '=', id)
      .where('last_used_at', '<=', at - TOUCH_INTERVAL)
      .execute();
  };
  return {
    touchClient,
    async insertSecret(secret) {
      await db.insertInto('client_secrets').values(toSecretRow(secret)).execute();
      await noteExpiry(secret.clientId);
    },
    async listSecrets(clientId) {
      return (await selectSecrets(db, { clientId })).rows.map(toSecret);
    },
    async endSecrets(clientId, id, at) {
      let secrets = db.updateTable('client_secrets').where('client_id', '=', clientId);
      if (id !== undefined) secrets = secrets.where('id', '=', id);
      // Also one that ends before the overlap does: nobody is to be warned of its end any more.
      await secrets.set({ superseded_at: at }).where('superseded_at', 'is', null).execute();
      await secrets
        .set({ expires_at: at })
        .where('revoked_at', 'is', null)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', at)]))
        .execute();
      await noteExpiry(clientId);
    },
    async revokeSecret(id, at) {
      const row = await db
        .updateTable('client_secrets')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .returning('client_id')
        .executeTakeFirst();
      if (row) await noteExpiry(row.client_id);
    },
    async touchSecret(id, at) {
      const row = await db
        .updateTable('client_secrets')
        .set({ last_used_at: at })
        .where('id', '=', id)
        .returning('client_id')
        .executeTakeFirst();
      if (row) await touchClient(row.client_id, at);
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
      return (await selectPublicKeys(db, { clientId })).rows.map(
        ({ client_id, jwk, created_at, revoked_at, ...key }) => ({
          ...key,
          clientId: client_id,
          jwk: JSON.parse(jwk) as JWK,
          createdAt: created_at,
          revokedAt: revoked_at ?? undefined,
        }),
      );
    },
    async revokePublicKey(id, at) {
      await db
        .updateTable('client_public_keys')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .execute();
    },
    async revokePublicKeys(clientId, at) {
      await db
        .updateTable('client_public_keys')
        .set({ revoked_at: at })
        .where('client_id', '=', clientId)
        .where('revoked_at', 'is', null)
        .execute();
    },
  };
}
