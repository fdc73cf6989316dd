import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The states of a signing key: published to sign next, signing, and retired until its tokens are gone. */
export const keyRotation: Migration = {
  async up({ schema }: Kysely<unknown>) {
    // One statement per column: SQLite adds no two at once.
    for (const column of ['activated_at', 'retired_at'] as const) {
      await schema.alterTable('signing_keys').addColumn(column, 'bigint').execute();
    }
    await schema.alterTable('signing_keys').addColumn('next', 'integer').execute();
    await schema
      .createIndex('signing_keys_next')
      .on('signing_keys')
      .column('next')
      .unique()
      .execute();
  },
};
