import type { Kysely } from 'kysely';
import type { PasswordStore } from '../../domain/password/password-store.ts';
import type { Schema } from './schema.ts';

export function sqlPasswordStore(db: Kysely<Schema>): PasswordStore {
  return {
    async put(userId, hash, at) {
      await db
        .insertInto('user_passwords')
        .values({ user_id: userId, hash, changed_at: at })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ hash, changed_at: at }))
        .execute();
    },
    async find(userId) {
      const row = await db
        .selectFrom('user_passwords')
        .select('hash')
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return row?.hash;
    },
  };
}
