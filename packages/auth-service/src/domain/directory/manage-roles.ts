import type { Actor } from '../audit/audit-event.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import type { Role } from './directory.ts';
import { requireDirectoryAuthority, requirePermissionsToGive } from './directory-authority.ts';
import { directoryChanges } from './directory-changes.ts';
import { permissionFault } from './permission.ts';

/** Roles are of the whole installation: changing one changes it in every team. */
export interface RoleManagement {
  createRole(input: { id: string; permissions: string[] }): Promise<Role>;
  setRolePermissions(id: string, permissions: string[]): Promise<Role>;
  listRoles(): Promise<Role[]>;
}

const ROLE_ID = /^[a-z][a-z0-9_-]{0,63}$/;

export function manageRoles(deps: ManagementDependencies, actor: Actor): RoleManagement {
  const { storage } = deps;
  const { audit, usersChanged, clientsChanged, requireRole } = directoryChanges(deps, actor);
  return {
    listRoles: () => storage.stores.directory.listRoles(),

    async createRole({ id, permissions }) {
      refuseFaults([
        ...(ROLE_ID.test(id)
          ? []
          : [
              {
                path: 'id',
                message: 'A role is named by 1 to 64 of a-z, 0-9, _ and -, a letter first.',
              },
            ]),
        ...permissionFaults(permissions),
      ]);
      const role: Role = { id, everywhere: false, permissions: distinct(permissions) };
      await storage.transaction(async (stores) => {
        await requireDirectoryAuthority(stores, actor, 'everywhere', 'Adding a role');
        await requirePermissionsToGive(
          stores,
          actor,
          'everywhere',
          role.permissions,
          'Making such a role',
        );
        if (!(await stores.directory.insertRole(role))) {
          throw new DomainError(
            'conflict',
            `id: the role ${id} exists already. Choose another name.`,
          );
        }
        await audit(stores, 'role.created', id, { permissions: role.permissions.join(' ') });
      });
      return role;
    },

    async setRolePermissions(id, permissions) {
      refuseFaults(permissionFaults(permissions));
      const role = { ...(await requireRole(id)), permissions: distinct(permissions) };
      await storage.transaction(async (stores) => {
        await requireDirectoryAuthority(stores, actor, 'everywhere', 'Changing a role');
        const present = (await stores.directory.findRole(id))?.permissions ?? [];
        if (sameMembers(present, role.permissions)) return;
        const changed = distinct([...present, ...role.permissions]);
        await requirePermissionsToGive(
          stores,
          actor,
          'everywhere',
          changed,
          `Changing the role ${id}`,
        );
        await stores.directory.setRolePermissions(id, role.permissions);
        await audit(stores, 'role.permissions_changed', id, {
          permissions: role.permissions.join(' '),
        });
        const memberships = await stores.directory.listMemberships({ roleId: id });
        await usersChanged(stores, distinct(memberships.map(({ userId }) => userId)));
        await clientsChanged(stores, await stores.directory.clientsWithRole(id));
      });
      return role;
    },
  };
}

const sameMembers = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && new Set([...some, ...others]).size === some.length;

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

function permissionFaults(permissions: readonly string[]) {
  return permissions.flatMap((permission, index) => {
    const message = permissionFault(permission);
    return message ? [{ path: `permissions.${index}`, message }] : [];
  });
}
