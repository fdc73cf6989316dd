import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** App and service clients beside the embedded ones, and passwords with which users sign in. */
export const oauthClients: Migration = {
  async up(db: Kysely<unknown>) {
    await letClientsBelongToNoTeam(db);
    const { schema } = db;
    await schema
      .createTable('oauth_clients')
      .addColumn('client_id', 'text', (c) =>
        c.primaryKey().references('clients.id').onDelete('cascade'),
      )
      .addColumn('description', 'text')
      .addColumn('client_uri', 'text')
      .addColumn('contact', 'text')
      .addColumn('access_preset', 'text', (c) => c.notNull())
      .addColumn('scopes', 'text', (c) => c.notNull())
      .addColumn('confidential', 'integer', (c) => c.notNull())
      .addColumn('platform', 'text', (c) => c.notNull())
      .addColumn('grant_types', 'text', (c) => c.notNull())
      .addColumn('redirect_uris', 'text', (c) => c.notNull())
      .addColumn('post_logout_redirect_uris', 'text', (c) => c.notNull())
      .addColumn('team_selection', 'text', (c) => c.notNull())
      .addColumn('refresh_token', 'integer', (c) => c.notNull())
      .addColumn('refresh_token_lifetime', 'integer', (c) => c.notNull())
      .addColumn('refresh_grace', 'integer', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.references('users.id'))
      .execute();
    await schema.createIndex('oauth_clients_user').on('oauth_clients').column('user_id').execute();
    // The origin first: a preflight names no client.
    await schema
      .createTable('client_cors_origins')
      .addColumn('origin', 'text', (c) => c.notNull())
      .addColumn('client_id', 'text', (c) =>
        c.notNull().references('clients.id').onDelete('cascade'),
      )
      .addPrimaryKeyConstraint('client_cors_origins_key', ['origin', 'client_id'])
      .execute();
    await schema
      .createIndex('client_cors_origins_client')
      .on('client_cors_origins')
      .column('client_id')
      .execute();
    await schema
      .createTable('client_restrictions')
      .addColumn('client_id', 'text', (c) =>
        c.notNull().references('clients.id').onDelete('cascade'),
      )
      .addColumn('node_type', 'text', (c) => c.notNull())
      .addColumn('node_id', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('client_restrictions_key', ['client_id', 'node_type', 'node_id'])
      .execute();
    await schema
      .createTable('client_roles')
      .addColumn('client_id', 'text', (c) =>
        c.notNull().references('clients.id').onDelete('cascade'),
      )
      .addColumn('node_type', 'text', (c) => c.notNull())
      .addColumn('node_id', 'text', (c) => c.notNull())
      .addColumn('role_id', 'text', (c) => c.notNull().references('roles.id'))
      .addPrimaryKeyConstraint('client_roles_key', ['client_id', 'node_type', 'node_id'])
      .execute();
    await schema.createIndex('client_roles_role').on('client_roles').column('role_id').execute();
    await schema
      .createTable('user_passwords')
      .addColumn('user_id', 'text', (c) =>
        c.primaryKey().references('users.id').onDelete('cascade'),
      )
      .addColumn('hash', 'text', (c) => c.notNull())
      .addColumn('changed_at', 'bigint', (c) => c.notNull())
      .execute();
  },
};

/**
 * Only embedded clients have a team and a user mode. SQLite cannot lift "not null" from a column, and
 * rebuilding the table would take with it every row that refers to it: so each column makes room for
 * another of the same name.
 */
async function letClientsBelongToNoTeam(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('clients_team').execute();
  for (const column of ['team_id', 'user_mode'] as const) {
    const former = `${column}_required`;
    await db.schema.alterTable('clients').renameColumn(column, former).execute();
    await db.schema
      .alterTable('clients')
      .addColumn(column, 'text', (c) => (column === 'team_id' ? c.references('teams.id') : c))
      .execute();
    await sql`update clients set ${sql.ref(column)} = ${sql.ref(former)}`.execute(db);
    await db.schema.alterTable('clients').dropColumn(former).execute();
  }
  await db.schema.createIndex('clients_team').on('clients').column('team_id').execute();
}
