import { type Actor, type AuditEventType, OPERATOR } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import { newId } from '../identifier.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { Storage, Stores } from '../storage.ts';
import {
  type Membership,
  type Organization,
  type Role,
  type Team,
  USER_STATUSES,
  type User,
  type UserStatus,
} from './directory.ts';
import { emailFault } from './email.ts';
import { nameFaults } from './name.ts';
import { permissionFault } from './permission.ts';

/**
 * What an operator does to the directory. Users are named by ID or e-mail address, in whatever case;
 * every change is audited and applies at the next exchange. What is so already is no change.
 */
export interface DirectoryManagement {
  createOrganization(input: { name: string }): Promise<Organization>;
  listOrganizations(): Promise<Organization[]>;
  createTeam(input: { organizationId: string; name: string }): Promise<Team>;
  listTeams(organizationId?: string): Promise<Team[]>;
  createUser(input: { email: string; name: string }): Promise<User>;
  listUsers(): Promise<User[]>;
  /** @throws DomainError `not_found` */
  getUser(user: string): Promise<User>;
  setUserStatus(user: string, status: UserStatus): Promise<User>;
  createRole(input: { id: string; permissions: string[] }): Promise<Role>;
  setRolePermissions(id: string, permissions: string[]): Promise<Role>;
  listRoles(): Promise<Role[]>;
  /** Adds a user to a team, or changes the role there. */
  setMembership(input: { teamId: string; user: string; roleId: string }): Promise<Membership>;
  removeMembership(input: { teamId: string; user: string }): Promise<void>;
  listMemberships(filter?: { teamId?: string; userId?: string }): Promise<Membership[]>;
}

const ROLE_ID = /^[a-z][a-z0-9_-]{0,63}$/;

export function manageDirectory(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): DirectoryManagement {
  const { directory } = storage.stores;
  const audit = (
    stores: Stores,
    type: AuditEventType,
    subjectId: string,
    details: Record<string, string> = {},
  ) => recordAudit(stores.audit, clock, { type, actor, subjectId, details });
  /** Their tokens are refused from now on, and their frames renew to what is true now. */
  const usersChanged = (stores: Stores, userIds: readonly string[]) =>
    publishSecurityEvents(
      stores,
      clock,
      userIds.map((userId) => ({ type: 'user.changed', userId })),
    );

  /** No permission of a user covers the directory: who could set roles could give himself any. */
  const change = async (work: (stores: Stores) => Promise<void>): Promise<void> => {
    if (actor.type === 'user') {
      throw new DomainError(
        'permission_required',
        'Organizations, teams, users, roles and memberships are changed by the operator at the machine only, not as a user.',
      );
    }
    await storage.transaction(work);
  };

  const getUser = async (user: string): Promise<User> => {
    const found = user.includes('@')
      ? await directory.findUserByEmail(user)
      : await directory.findUser(user);
    return found ?? missing('user', user, 'casement users list');
  };
  const requireTeam = async (id: string): Promise<Team> =>
    (await directory.findTeam(id)) ?? missing('team', id, 'casement teams list');
  const requireRole = async (id: string): Promise<Role> =>
    (await directory.findRole(id)) ?? missing('role', id, 'casement roles list');

  return {
    getUser,
    listOrganizations: () => directory.listOrganizations(),
    listTeams: (organizationId) => directory.listTeams(organizationId),
    listUsers: () => directory.listUsers(),
    listRoles: () => directory.listRoles(),
    listMemberships: (filter) => directory.listMemberships(filter),

    async createOrganization({ name }) {
      refuseFaults(nameFaults(name));
      const organization = { id: newId('org'), name: name.trim(), createdAt: clock() };
      await change(async (stores) => {
        await stores.directory.insertOrganization(organization);
        await audit(stores, 'organization.created', organization.id, { name: organization.name });
      });
      return organization;
    },

    async createTeam({ organizationId, name }) {
      refuseFaults(nameFaults(name));
      if (!(await directory.findOrganization(organizationId))) {
        missing('organization', organizationId, 'casement orgs list');
      }
      const team = { id: newId('team'), organizationId, name: name.trim(), createdAt: clock() };
      await change(async (stores) => {
        await stores.directory.insertTeam(team);
        await audit(stores, 'team.created', team.id, { name: team.name });
      });
      return team;
    },

    async createUser({ email, name }) {
      const fault = emailFault(email);
      refuseFaults([...(fault ? [{ path: 'email', message: fault }] : []), ...nameFaults(name)]);
      const user: User = {
        id: newId('usr'),
        email: email.trim(),
        name: name.trim(),
        status: 'active',
        createdAt: clock(),
      };
      await change(async (stores) => {
        if (!(await stores.directory.insertUser(user))) {
          throw new DomainError(
            'conflict',
            `email: a user with the address ${user.email} exists already (addresses are compared without regard to case). Use that user, or another address.`,
          );
        }
        await audit(stores, 'user.created', user.id);
      });
      return user;
    },

    async setUserStatus(name, status) {
      if (!USER_STATUSES.includes(status)) {
        refuseFaults([{ path: 'status', message: `One of ${USER_STATUSES.join(', ')}.` }]);
      }
      const user = await getUser(name);
      await change(async (stores) => {
        if ((await stores.directory.findUser(user.id))?.status === status) return;
        await stores.directory.setUserStatus(user.id, status);
        if (status === 'inactive') await stores.oauthArtifacts.removeByUser(user.id);
        await audit(stores, 'user.status_changed', user.id, { status });
        await usersChanged(stores, [user.id]);
      });
      return { ...user, status };
    },

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
      await change(async (stores) => {
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
      await change(async (stores) => {
        const present = (await stores.directory.findRole(id))?.permissions ?? [];
        if (sameMembers(present, role.permissions)) return;
        await stores.directory.setRolePermissions(id, role.permissions);
        await audit(stores, 'role.permissions_changed', id, {
          permissions: role.permissions.join(' '),
        });
        const memberships = await stores.directory.listMemberships({ roleId: id });
        await usersChanged(stores, distinct(memberships.map(({ userId }) => userId)));
      });
      return role;
    },

    async setMembership({ teamId, user: name, roleId }) {
      const [team, user, role] = [
        await requireTeam(teamId),
        await getUser(name),
        await requireRole(roleId),
      ];
      const key = { teamId: team.id, userId: user.id };
      let membership: Membership = { ...key, roleId: role.id, createdAt: clock() };
      await change(async (stores) => {
        const [present] = await stores.directory.listMemberships(key);
        membership = { ...membership, createdAt: present?.createdAt ?? membership.createdAt };
        if (present?.roleId === role.id) return;
        await stores.directory.putMembership(membership);
        await audit(stores, 'membership.set', user.id, { team: team.id, role: role.id });
        await usersChanged(stores, [user.id]);
      });
      return membership;
    },

    async removeMembership({ teamId, user: name }) {
      const [team, user] = [await requireTeam(teamId), await getUser(name)];
      await change(async (stores) => {
        if (!(await stores.directory.deleteMembership(team.id, user.id))) {
          throw new DomainError(
            'not_found',
            `user: ${name} is not in team ${teamId}. See who is with: casement members list`,
          );
        }
        await audit(stores, 'membership.removed', user.id, { team: team.id });
        await usersChanged(stores, [user.id]);
      });
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

function missing(kind: string, id: string, list: string): never {
  throw new DomainError('not_found', `${kind}: There is no ${kind} ${id}. See them with: ${list}`);
}
