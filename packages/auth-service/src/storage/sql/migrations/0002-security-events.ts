import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The log of security events, and on sessions what dating those events needs. */
export const securityEvents: Migration = {
  async up(db: Kysely<unknown>) {
    const { schema } = db;
    await schema
      .createTable('security_events')
      .addColumn('sequence', 'bigint', (c) => c.primaryKey())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('client_id', 'text')
      .addColumn('user_id', 'text')
      .addColumn('session_id', 'text')
      .addColumn('jti', 'text')
      .execute();
    await schema.createIndex('security_events_at').on('security_events').column('at').execute();
    for (const subject of ['client_id', 'user_id'] as const) {
      await schema
        .createIndex(`security_events_${subject}`)
        .on('security_events')
        .columns([subject, 'at'])
        .execute();
    }
    await schema.createIndex('security_events_jti').on('security_events').column('jti').execute();
    await schema
      .createTable('security_event_head')
      .addColumn('newest', 'bigint', (c) => c.notNull())
      .execute();
    await db
      .withTables<{ security_event_head: { newest: number } }>()
      .insertInto('security_event_head')
      .values({ newest: 0 })
      .execute();
    await schema
      .alterTable('embedded_sessions')
      .addColumn('token_issued_at', 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();
    await schema
      .createIndex('embedded_sessions_token_issued_at')
      .on('embedded_sessions')
      .column('token_issued_at')
      .execute();
  },
};
