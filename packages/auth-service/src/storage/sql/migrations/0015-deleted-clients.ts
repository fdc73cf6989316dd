import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Whose a client was, and from when to when: its events stay theirs when it is gone. */
export const deletedClients: Migration = {
  async up({ schema }: Kysely<unknown>) {
    await schema
      .createTable('deleted_clients')
      .addColumn('client_id', 'text', (c) => c.notNull())
      .addColumn('deleted_at', 'bigint', (c) => c.notNull())
      .addColumn('team_id', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('deleted_clients_key', ['client_id', 'deleted_at', 'team_id'])
      .execute();
    await schema
      .createIndex('deleted_clients_deleted_at')
      .on('deleted_clients')
      .column('deleted_at')
      .execute();
  },
};
