import type { Actor } from '../audit/audit-event.ts';
import { endBrowserSessions } from '../browser-session/end-browser-sessions.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { USER_STATUSES, type User, type UserStatus } from './directory.ts';
import { requireDirectoryAuthority } from './directory-authority.ts';
import { directoryChanges } from './directory-changes.ts';
import { emailFault } from './email.ts';
import { nameFaults } from './name.ts';

/** Users are named by ID or e-mail address, in whatever case. */
export interface UserManagement {
  createUser(input: { email: string; name: string }): Promise<User>;
  listUsers(): Promise<User[]>;
  /** @throws DomainError `not_found` */
  getUser(user: string): Promise<User>;
  setUserStatus(user: string, status: UserStatus): Promise<User>;
}

export function manageUsers(deps: ManagementDependencies, actor: Actor): UserManagement {
  const { storage, clock } = deps;
  const { audit, usersChanged, requireUser } = directoryChanges(deps, actor);
  return {
    getUser: requireUser,
    listUsers: () => storage.stores.directory.listUsers(),

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
      await storage.transaction(async (stores) => {
        await requireDirectoryAuthority(stores, actor, 'everywhere', 'Adding a user');
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
      const { stores } = storage;
      // First: who is there is not for everybody to find out.
      await requireDirectoryAuthority(stores, actor, 'everywhere', 'Changing a user’s status');
      const user = await requireUser(name);
      await storage.transaction(async (stores) => {
        await requireDirectoryAuthority(stores, actor, 'everywhere', 'Changing a user’s status');
        if ((await stores.directory.findUser(user.id))?.status === status) return;
        await stores.directory.setUserStatus(user.id, status);
        if (status === 'inactive') {
          await endBrowserSessions(stores, clock, actor, { userId: user.id });
          await stores.oauthArtifacts.removeByUser(user.id);
        }
        await audit(stores, 'user.status_changed', user.id, { status });
        await usersChanged(stores, [user.id]);
      });
      return { ...user, status };
    },
  };
}
