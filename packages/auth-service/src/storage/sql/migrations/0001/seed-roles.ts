import type { Kysely } from 'kysely';

type RoleTables = {
  roles: { id: string; everywhere: number };
  role_permissions: { role_id: string; permission: string };
};

const VIEWER = ['read:dashboards'];
const EDITOR = [...VIEWER, 'write:dashboards'];
const ADMIN = [...EDITOR, 'OAUTH_CLIENT_READ', 'OAUTH_CLIENT_MANAGE', 'IMPERSONATE_USERS'];

const SEEDED = [
  { id: 'viewer', everywhere: 0, permissions: VIEWER },
  { id: 'editor', everywhere: 0, permissions: EDITOR },
  { id: 'admin', everywhere: 0, permissions: ADMIN },
  { id: 'super_admin', everywhere: 1, permissions: ADMIN },
];

/** Literals, not the domain's constants: a migration must not change when the code does. */
export async function seedRoles(db: Kysely<unknown>): Promise<void> {
  const tables = db.withTables<RoleTables>();
  for (const { id, everywhere, permissions } of SEEDED) {
    await tables.insertInto('roles').values({ id, everywhere }).execute();
    await tables
      .insertInto('role_permissions')
      .values(permissions.map((permission) => ({ role_id: id, permission })))
      .execute();
  }
}
