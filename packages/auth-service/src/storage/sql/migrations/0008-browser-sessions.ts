import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Where people are signed in. */
export const browserSessions: Migration = {
  async up({ schema }: Kysely<unknown>) {
    await schema
      .createTable('browser_sessions')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('key', 'text', (c) => c.notNull().unique())
      .addColumn('user_id', 'text', (c) => c.notNull().references('users.id'))
      .addColumn('user_agent', 'text')
      .addColumn('address', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('last_active_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .addColumn('revoked_at', 'bigint')
      .execute();
    for (const [index, columns] of [
      ['user', ['user_id', 'last_active_at']],
      ['activity', ['last_active_at']],
      ['expiry', ['expires_at']],
    ] as const) {
      await schema
        .createIndex(`browser_sessions_${index}`)
        .on('browser_sessions')
        .columns([...columns])
        .execute();
    }
  },
};
