import type { Kysely } from 'kysely';
import type { IdempotencyStore } from '../../domain/idempotency/idempotency-store.ts';
import type { Schema } from './schema.ts';

export function sqlIdempotencyStore(db: Kysely<Schema>): IdempotencyStore {
  return {
    async begin(id, { fingerprint, now, expiresAt }) {
      const row = { fingerprint, answer: null, created_at: now, expires_at: expiresAt };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('idempotency_keys')
        .values({ id, ...row })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet(row).where('idempotency_keys.expires_at', '<=', now),
        )
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 1n) return undefined;
      const former = await db
        .selectFrom('idempotency_keys')
        .select(['fingerprint', 'answer'])
        .where('id', '=', id)
        .executeTakeFirst();
      // Abandoned between the two statements: as if it were still under way, so the caller tries again.
      if (!former) return { fingerprint, answer: undefined };
      return { fingerprint: former.fingerprint, answer: former.answer ?? undefined };
    },
    async finish(id, answer, expiresAt) {
      await db
        .updateTable('idempotency_keys')
        .set({ answer, expires_at: expiresAt })
        .where('id', '=', id)
        .execute();
    },
    async abandon(id) {
      await db.deleteFrom('idempotency_keys').where('id', '=', id).execute();
    },
    async sweep(before, limit) {
      const expired = db
        .selectFrom('idempotency_keys')
        .select('id')
        .where('expires_at', '<=', before)
        .limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom('idempotency_keys')
        .where('id', 'in', expired)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
