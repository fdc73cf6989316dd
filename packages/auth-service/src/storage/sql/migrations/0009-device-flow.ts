import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * How often devices ask for their tokens, by what clients register themselves, and where they hear of a
 * sign-out.
 */
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
    await schema
      .createTable('initial_access_tokens')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('hash', 'text', (c) => c.notNull().unique())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('access_preset', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .addColumn('revoked_at', 'bigint')
      .addColumn('last_used_at', 'bigint')
      .execute();
    await schema
      .createTable('registration_access_tokens')
      .addColumn('client_id', 'text', (c) =>
        c.primaryKey().references('clients.id').onDelete('cascade'),
      )
      .addColumn('hash', 'text', (c) => c.notNull())
      .execute();
    await schema.alterTable('oauth_clients').addColumn('backchannel_logout_uri', 'text').execute();
  },
};
