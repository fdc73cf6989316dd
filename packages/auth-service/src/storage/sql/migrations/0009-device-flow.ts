import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How often devices ask for their tokens, and where clients hear of a sign-out. */
export const deviceFlow: Migration = {
  async up({ schema }: Kysely<unknown>) {
    await schema
      .createTable('device_polls')
      .addColumn('key', 'text', (c) => c.primaryKey())
      .addColumn('polled_at', 'bigint', (c) => c.notNull())
      .addColumn('wait', 'integer', (c) => c.notNull())
      .addColumn('too_soon', 'integer', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute();
    await schema
      .createIndex('device_polls_expiry')
      .on('device_polls')
      .column('expires_at')
      .execute();
    await schema.alterTable('oauth_clients').addColumn('backchannel_logout_uri', 'text').execute();
  },
};
