import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The teams that were chosen at consent, which the engine's grants have no place for. */
export const grantTeams: Migration = {
  async up({ schema }: Kysely<unknown>) {
    // What is issued from a grant names it by its key, as it is stored itself.
    await schema.alterTable('oauth_artifacts').renameColumn('grant_id', 'grant_key').execute();
    await schema
      .createTable('grant_teams')
      .addColumn('grant_key', 'text', (c) => c.notNull())
      // Always the same: half of what the foreign key points at.
      .addColumn('grant_kind', 'text', (c) => c.notNull())
      .addColumn('team_id', 'text', (c) => c.notNull().references('teams.id').onDelete('cascade'))
      .addPrimaryKeyConstraint('grant_teams_key', ['grant_key', 'team_id'])
      .addForeignKeyConstraint(
        'grant_teams_grant',
        ['grant_key', 'grant_kind'],
        'oauth_artifacts',
        ['key', 'kind'],
        (c) => c.onDelete('cascade'),
      )
      .execute();
    await schema.createIndex('grant_teams_team').on('grant_teams').column('team_id').execute();
  },
};
