import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Apps below teams, names for addresses, answers to remember, who acted through which client. */
export const adminApi: Migration = {
  async up(db: Kysely<unknown>) {
    await addSlugs(db);
    await createTables(db);
    for (const column of ['actor_user_id', 'actor_client_id'] as const) {
      await db.schema.alterTable('audit_events').addColumn(column, 'text').execute();
    }
    await db.schema
      .createIndex('audit_events_actor_user')
      .on('audit_events')
      .column('actor_user_id')
      .where('actor_user_id', 'is not', null)
      .execute();
    await grantDirectory(db);
  },
};

type Tables = {
  teams: { id: string; name: string; slug: string | null };
  roles: { id: string };
  role_permissions: { role_id: string; permission: string };
};

const LETTERS: Readonly<Record<string, string>> = {
  ...{ æ: 'ae', ø: 'o', œ: 'oe', ß: 'ss' },
  ...{ ł: 'l', đ: 'd', ð: 'd', þ: 'th' },
};

/** As the domain makes them; a copy, because a migration must not change when the code does. */
const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[æøœßłđðþ]/g, (letter) => LETTERS[letter] ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '') || 'team';

async function addSlugs(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('teams').addColumn('slug', 'text').execute();
  const tables = db.withTables<Tables>();
  const taken = new Set<string>();
  const teams = await tables.selectFrom('teams').select(['id', 'name']).orderBy('id').execute();
  for (const { id, name } of teams) {
    const base = slugOf(name);
    let slug = base;
    for (let number = 2; taken.has(slug); number++) slug = `${base}-${number}`;
    taken.add(slug);
    await tables.updateTable('teams').set({ slug }).where('id', '=', id).execute();
  }
  await db.schema.createIndex('teams_slug').on('teams').column('slug').unique().execute();
}

async function createTables({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('apps')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('team_id', 'text', (c) => c.notNull().references('teams.id').onDelete('cascade'))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('slug', 'text', (c) => c.notNull().unique())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await schema.createIndex('apps_team').on('apps').column('team_id').execute();
  await schema
    .createTable('idempotency_keys')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('fingerprint', 'text', (c) => c.notNull())
    .addColumn('answer', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await schema
    .createIndex('idempotency_keys_expiry')
    .on('idempotency_keys')
    .column('expires_at')
    .execute();
}

const ADMINISTRATORS = ['admin', 'super_admin'];
const GRANTED = ['DIRECTORY_READ', 'DIRECTORY_MANAGE', 'AUDIT_READ'];

/** To the seeded roles, as far as they are still there. */
async function grantDirectory(db: Kysely<unknown>): Promise<void> {
  const tables = db.withTables<Tables>();
  const roles = await tables
    .selectFrom('roles')
    .select('id')
    .where('id', 'in', ADMINISTRATORS)
    .execute();
  for (const { id } of roles) {
    await tables
      .insertInto('role_permissions')
      .values(GRANTED.map((permission) => ({ role_id: id, permission })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
