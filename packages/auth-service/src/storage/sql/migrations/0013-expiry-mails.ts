import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Mails about secrets that are about to expire, each claimed once, and the language they are in. */
export const expiryMails: Migration = {
  async up({ schema }: Kysely<unknown>) {
    await schema.alterTable('users').addColumn('locale', 'text').execute();
    await schema.alterTable('organizations').addColumn('locale', 'text').execute();
    await schema.alterTable('client_secrets').addColumn('superseded_at', 'bigint').execute();
    await schema.alterTable('client_secrets').addColumn('mailed_stage', 'integer').execute();
    // Everything that tells whether one is due: what is looked at every minute are many, what is due few.
    await schema
      .createIndex('client_secrets_expiry')
      .on('client_secrets')
      .columns([
        'expires_at',
        'id',
        'mailed_stage',
        'created_at',
        'revoked_at',
        'superseded_at',
        'client_id',
      ])
      .where('expires_at', 'is not', null)
      .execute();
    await schema
      .createTable('expiry_mails')
      .addColumn('secret_id', 'text', (c) =>
        c.notNull().references('client_secrets.id').onDelete('cascade'),
      )
      .addColumn('stage', 'integer', (c) => c.notNull())
      .addColumn('recipient_id', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('claim', 'text', (c) => c.notNull())
      .addColumn('available_at', 'bigint', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('settled_at', 'bigint')
      // What makes a stage's mail to somebody the only one.
      .addPrimaryKeyConstraint('expiry_mails_key', ['secret_id', 'stage', 'recipient_id'])
      .execute();
  },
};
