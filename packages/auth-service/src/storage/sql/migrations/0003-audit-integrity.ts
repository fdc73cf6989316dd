import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DialectSchema } from '../dialect-schema.ts';

/** Address and outcome of audit events, and a database that refuses to change or remove them. */
export const auditIntegrity = (dialect: DialectSchema): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('audit_events').addColumn('address', 'text').execute();
    await db.schema
      .alterTable('audit_events')
      .addColumn('outcome', 'text', (c) => c.notNull().defaultTo('success'))
      .execute();
    await db.schema
      .createTable('audit_retention')
      .addColumn('id', 'integer', (c) => c.primaryKey())
      .addColumn('delete_before', 'bigint', (c) => c.notNull())
      .execute();
    await sql`insert into audit_retention (id, delete_before) values (1, 0)`.execute(db);
    await dialect.protectAuditEvents(db);
  },
});
