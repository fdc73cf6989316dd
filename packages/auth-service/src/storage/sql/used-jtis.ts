import { hash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { prepareQuery } from './prepared-query.ts';
import type { UsedJtiRow } from './schema/client-credential-tables.ts';
import type { Schema } from './schema.ts';

export interface UsedJtis {
  /** Insert-only; false when the owner has used the `jti` before. */
  remember(owner: string, jti: string, expiresAt: number): Promise<boolean>;
  /** Removes those that expired; at most `limit`, answers how many. */
  sweep(now: number, limit: number): Promise<number>;
}

/**
 * A table of `jti` values that were used once. The key is a hash over owner and value: of fixed
 * length, whatever a client sends.
 */
export function sqlUsedJtis(
  table: 'used_proofs' | 'used_assertions',
): (db: Kysely<Schema>) => UsedJtis {
  const insert = prepareQuery<UsedJtiRow, unknown>((db, parameter) =>
    db
      .insertInto(table)
      .values({ id: parameter('id'), expires_at: parameter('expires_at') })
      .onConflict((conflict) => conflict.column('id').doNothing()),
  );
  return (db) => ({
    async remember(owner, jti, expiresAt) {
      const id = hash('sha256', JSON.stringify([owner, jti]), 'base64url');
      const { numAffectedRows } = await insert(db, { id, expires_at: expiresAt });
      return numAffectedRows === 1n;
    },
    async sweep(now, limit) {
      const expired = db.selectFrom(table).select('id').where('expires_at', '<=', now).limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom(table)
        .where('id', 'in', expired)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  });
}
