import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Codes, tokens, grants and sessions of the standard flows. */
export const oauthArtifacts: Migration = {
  async up({ schema }: Kysely<unknown>) {
    await schema
      .createTable('oauth_artifacts')
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('client_id', 'text')
      .addColumn('user_id', 'text')
      .addColumn('grant_id', 'text')
      .addColumn('uid', 'text')
      .addColumn('user_code', 'text')
      .addColumn('payload', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .addColumn('consumed_at', 'bigint')
      .addPrimaryKeyConstraint('oauth_artifacts_key', ['key', 'kind'])
      .execute();
    await schema
      .createIndex('oauth_artifacts_expiry')
      .on('oauth_artifacts')
      .column('expires_at')
      .execute();
    // Most tokens have none of these: an index over all rows would cost every write.
    for (const column of ['client_id', 'user_id', 'grant_id', 'uid', 'user_code'] as const) {
      await schema
        .createIndex(`oauth_artifacts_${column}`)
        .on('oauth_artifacts')
        .column(column)
        .where(column, 'is not', null)
        .execute();
    }
  },
};
