import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What managing clients needs: versions, what is known of them, and lists that stay fast when they are long. */
export const clientManagement: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`update clients set status = 'active' where status = 'enabled'`.execute(db);
    await sql`update clients set status = 'inactive' where status = 'disabled'`.execute(db);
    await describeEveryType(db);
    await addListColumns(db);
    await addScopes(db);
    await addListIndexes(db);
  },
};

type Tables = {
  clients: { id: string; name: string; name_key: string };
  oauth_clients: { client_id: string; scopes: string };
  client_scopes: { client_id: string; scope: string };
};

/** A description, a home page and a contact are not of apps and services alone. */
async function describeEveryType(db: Kysely<unknown>): Promise<void> {
  for (const column of ['description', 'client_uri', 'contact'] as const) {
    await db.schema.alterTable('clients').addColumn(column, 'text').execute();
    const { ref } = sql;
    await sql`update clients set ${ref(column)} = (select ${ref(column)} from oauth_clients where client_id = clients.id)`.execute(
      db,
    );
    await db.schema.alterTable('oauth_clients').dropColumn(column).execute();
  }
}

async function addListColumns(db: Kysely<unknown>): Promise<void> {
  const add = (column: string, initial: number) =>
    db.schema
      .alterTable('clients')
      .addColumn(column, 'bigint', (c) => c.notNull().defaultTo(initial))
      .execute();
  await add('version', 1);
  await add('all_teams', 0);
  // 0: never. Not null, because null is sorted first by one database and last by another.
  await add('last_used_at', 0);
  await add('secrets_expire_at', Number.MAX_SAFE_INTEGER);
  await sql`update clients set all_teams = 1 where type <> 'embedded' and not exists (select 1 from client_restrictions where client_id = clients.id)`.execute(
    db,
  );
  await sql`update clients set last_used_at = coalesce((select max(last_used_at) from client_secrets where client_id = clients.id), 0)`.execute(
    db,
  );
  await sql`update clients set secrets_expire_at = coalesce((select max(coalesce(expires_at, ${Number.MAX_SAFE_INTEGER})) from client_secrets where client_id = clients.id and revoked_at is null), ${Number.MAX_SAFE_INTEGER})`.execute(
    db,
  );
  await db.schema
    .alterTable('clients')
    .addColumn('name_key', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  const tables = db.withTables<Tables>();
  for (const { id, name } of await tables.selectFrom('clients').select(['id', 'name']).execute()) {
    const name_key = name.normalize('NFKC').toLowerCase();
    await tables.updateTable('clients').set({ name_key }).where('id', '=', id).execute();
  }
}

/** Beside the list in `oauth_clients`, so that an index can find who may ask for what. */
async function addScopes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('client_scopes')
    .addColumn('scope', 'text', (c) => c.notNull())
    .addColumn('client_id', 'text', (c) => c.notNull().references('clients.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('client_scopes_key', ['client_id', 'scope'])
    .execute();
  await db.schema
    .createIndex('client_scopes_scope')
    .on('client_scopes')
    .columns(['scope', 'client_id'])
    .execute();
  const tables = db.withTables<Tables>();
  const clients = await tables
    .selectFrom('oauth_clients')
    .select(['client_id', 'scopes'])
    .execute();
  for (const { client_id, scopes } of clients) {
    const rows = (JSON.parse(scopes) as string[]).map((scope) => ({ client_id, scope }));
    if (rows.length > 0) await tables.insertInto('client_scopes').values(rows).execute();
  }
}

/**
 * One per order in which clients are listed, with all that lists are filtered and searched by: a page that
 * finds little is looked for in the index alone. The ID makes places in it distinct.
 */
async function addListIndexes({ schema }: Kysely<unknown>): Promise<void> {
  const filters = ['status', 'type', 'all_teams'] as const;
  await schema
    .createIndex('clients_by_id')
    .on('clients')
    .columns(['id', ...filters, 'name_key'])
    .execute();
  await schema
    .createIndex('clients_by_name_key')
    .on('clients')
    .columns(['name_key', 'id', ...filters])
    .execute();
  for (const column of ['created_at', 'last_used_at', 'secrets_expire_at'] as const) {
    await schema
      .createIndex(`clients_by_${column}`)
      .on('clients')
      .columns([column, 'id', ...filters, 'name_key'])
      .execute();
  }
  await schema
    .createIndex('clients_static_user')
    .on('clients')
    .column('static_user_id')
    .where('static_user_id', 'is not', null)
    .execute();
  await schema
    .createIndex('client_restrictions_node')
    .on('client_restrictions')
    .columns(['node_id', 'client_id'])
    .execute();
}
