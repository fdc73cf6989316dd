import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Grants for all teams, those to come too, which somebody chose in these words. A grant from before is one
 * for the teams that it names, whether these were all that there were or not.
 */
export const allTeamGrants: Migration = {
  async up({ schema }: Kysely<unknown>) {
    await schema
      .createTable('all_team_grants')
      .addColumn('grant_key', 'text', (c) => c.primaryKey())
      // Always the same: half of what the foreign key points at.
      .addColumn('grant_kind', 'text', (c) => c.notNull())
      .addForeignKeyConstraint(
        'all_team_grants_grant',
        ['grant_key', 'grant_kind'],
        'oauth_artifacts',
        ['key', 'kind'],
        (c) => c.onDelete('cascade'),
      )
      .execute();
  },
};
