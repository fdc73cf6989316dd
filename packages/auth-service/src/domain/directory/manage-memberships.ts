import type { Actor } from '../audit/audit-event.ts';
import { DomainError } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import type { Stores } from '../storage.ts';
import type { Membership } from './directory.ts';
import {
  reachOf,
  requireDirectoryAuthority,
  requirePermissionsToGive,
} from './directory-authority.ts';
import { directoryChanges } from './directory-changes.ts';

export interface MembershipManagement {
  /** Adds a user to a team, or changes the role there. */
  setMembership(input: { teamId: string; user: string; roleId: string }): Promise<Membership>;
  removeMembership(input: { teamId: string; user: string }): Promise<void>;
  listMemberships(filter?: { teamId?: string; userId?: string }): Promise<Membership[]>;
}

export function manageMemberships(
  deps: ManagementDependencies,
  actor: Actor,
): MembershipManagement {
  const { storage, clock } = deps;
  const changes = directoryChanges(deps, actor);
  const { audit, usersChanged } = changes;

  /** The role must be one that the actor may give and take away. */
  const requireReach = async (stores: Stores, teamId: string, roleId: string) => {
    const role = await stores.directory.findRole(roleId);
    const reach = reachOf(role, teamId);
    await requireDirectoryAuthority(stores, actor, reach, 'Changing memberships');
    const permissions = role?.permissions ?? [];
    await requirePermissionsToGive(stores, actor, reach, permissions, `The role ${roleId}`);
  };

  return {
    listMemberships: (filter) => storage.stores.directory.listMemberships(filter),

    async setMembership({ teamId, user: name, roleId }) {
      // First: which users and teams there are is not for everybody to find out.
      await requireDirectoryAuthority(storage.stores, actor, [teamId], 'Changing memberships');
      const [team, user, role] = [
        await changes.requireTeam(teamId),
        await changes.requireUser(name),
        await changes.requireRole(roleId),
      ];
      const key = { teamId: team.id, userId: user.id };
      return storage.transaction(async (stores) => {
        await requireReach(stores, team.id, role.id);
        const [present] = await stores.directory.listMemberships(key);
        if (present?.roleId === role.id) return present;
        if (present) await requireReach(stores, team.id, present.roleId);
        const membership = { ...key, roleId: role.id, createdAt: present?.createdAt ?? clock() };
        await stores.directory.putMembership(membership);
        await audit(stores, 'membership.set', user.id, { team: team.id, role: role.id });
        await usersChanged(stores, [user.id]);
        return membership;
      });
    },

    async removeMembership({ teamId, user: name }) {
      await requireDirectoryAuthority(storage.stores, actor, [teamId], 'Changing memberships');
      const [team, user] = [await changes.requireTeam(teamId), await changes.requireUser(name)];
      const key = { teamId: team.id, userId: user.id };
      await storage.transaction(async (stores) => {
        await requireDirectoryAuthority(stores, actor, [team.id], 'Changing memberships');
        const [present] = await stores.directory.listMemberships(key);
        if (!present) {
          throw new DomainError(
            'not_found',
            `user: ${name} is not in team ${teamId}. See who is with: casement members list`,
          );
        }
        await requireReach(stores, team.id, present.roleId);
        await stores.directory.deleteMembership(team.id, user.id);
        await audit(stores, 'membership.removed', user.id, { team: team.id });
        await usersChanged(stores, [user.id]);
      });
    },
  };
}
