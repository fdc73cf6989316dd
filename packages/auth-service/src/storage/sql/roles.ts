import type { Kysely } from 'kysely';
import type { DirectoryStore } from '../../domain/directory/directory-store.ts';
import type { Schema } from './schema.ts';

type Roles = Pick<
  DirectoryStore,
  'insertRole' | 'listRoles' | 'findRole' | 'setRolePermissions' | 'clientsWithRole'
>;

/** The roles' part of the directory. */
export function sqlRoles(db: Kysely<Schema>): Roles {
  const insertPermissions = async (roleId: string, permissions: readonly string[]) => {
    if (permissions.length === 0) return;
    await db
      .insertInto('role_permissions')
      .values(permissions.map((permission) => ({ role_id: roleId, permission })))
      .execute();
  };
  const listRoles: Roles['listRoles'] = async () => {
    const roles = await db.selectFrom('roles').selectAll().orderBy('id').execute();
    const permissions = Map.groupBy(
      await db.selectFrom('role_permissions').selectAll().orderBy('permission').execute(),
      ({ role_id }) => role_id,
    );
    return roles.map(({ id, everywhere }) => ({
      id,
      everywhere: everywhere === 1,
      permissions: (permissions.get(id) ?? []).map(({ permission }) => permission),
    }));
  };
  return {
    listRoles,
    async insertRole({ id, everywhere, permissions }) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('roles')
        .values({ id, everywhere: everywhere ? 1 : 0 })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows !== 1n) return false;
      await insertPermissions(id, permissions);
      return true;
    },
    async findRole(id) {
      return (await listRoles()).find((role) => role.id === id);
    },
    async setRolePermissions(id, permissions) {
      const role = await db
        .selectFrom('roles')
        .select('id')
        .where('id', '=', id)
        .executeTakeFirst();
      if (!role) return false;
      await db.deleteFrom('role_permissions').where('role_id', '=', id).execute();
      await insertPermissions(id, permissions);
      return true;
    },
    async clientsWithRole(roleId) {
      const rows = await db
        .selectFrom('client_roles')
        .select('client_id')
        .distinct()
        .where('role_id', '=', roleId)
        .orderBy('client_id')
        .execute();
      return rows.map(({ client_id }) => client_id);
    },
  };
}
