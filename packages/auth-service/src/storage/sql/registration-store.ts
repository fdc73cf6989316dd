import type { Kysely } from 'kysely';
import type { InitialAccessToken } from '../../domain/registration/initial-access-token.ts';
import type { RegistrationStore } from '../../domain/registration/registration-store.ts';
import type { InitialAccessTokenRow } from './schema/client-credential-tables.ts';
import type { Schema } from './schema.ts';

export function sqlRegistrationStore(db: Kysely<Schema>): RegistrationStore {
  return {
    async insertInitialToken(token, hash) {
      await db
        .insertInto('initial_access_tokens')
        .values({
          id: token.id,
          hash,
          name: token.name,
          access_preset: token.accessPreset,
          created_at: token.createdAt,
          expires_at: token.expiresAt,
          revoked_at: token.revokedAt ?? null,
          last_used_at: token.lastUsedAt ?? null,
        })
        .execute();
    },
    async listInitialTokens() {
      const rows = await db
        .selectFrom('initial_access_tokens')
        .selectAll()
        .orderBy('id', 'desc')
        .execute();
      return rows.map(toToken);
    },
    async useInitialToken(hash, at) {
      const row = await db
        .updateTable('initial_access_tokens')
        .set({ last_used_at: at })
        .where('hash', '=', hash)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', at)
        .returningAll()
        .executeTakeFirst();
      return row && toToken(row);
    },
    async revokeInitialToken(id, at) {
      const { numUpdatedRows } = await db
        .updateTable('initial_access_tokens')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    async putRegistrationToken(clientId, hash) {
      await db
        .insertInto('registration_access_tokens')
        .values({ client_id: clientId, hash })
        .onConflict((conflict) => conflict.column('client_id').doUpdateSet({ hash }))
        .execute();
    },
    async isRegistrationToken(clientId, hash) {
      const row = await db
        .selectFrom('registration_access_tokens')
        .select('client_id')
        .where('client_id', '=', clientId)
        .where('hash', '=', hash)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

function toToken(row: InitialAccessTokenRow): InitialAccessToken {
  return {
    id: row.id,
    name: row.name,
    accessPreset: row.access_preset,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  };
}
