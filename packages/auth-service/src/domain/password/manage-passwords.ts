import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { endBrowserSessions } from '../browser-session/end-browser-sessions.ts';
import type { Clock } from '../clock.ts';
import type { User } from '../directory/directory.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import type { Storage } from '../storage.ts';
import { hashPassword, passwordFault } from './password.ts';

export interface PasswordManagement {
  /**
   * Gives a user, by ID or e-mail address, the password with which to sign in from now on, in every
   * browser anew.
   *
   * @throws DomainError `invalid_request`, `not_found`, `permission_required`
   */
  set(user: string, password: string): Promise<User>;
}

export function managePasswords(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor = OPERATOR,
): PasswordManagement {
  return {
    async set(name, password) {
      const message = passwordFault(password);
      refuseFaults(message === undefined ? [] : [{ path: 'password', message }]);
      if (actor.type !== 'operator') {
        throw new DomainError(
          'permission_required',
          'Passwords are set by the operator at the machine only, not as a user.',
        );
      }
      const { directory } = storage.stores;
      const user = name.includes('@')
        ? await directory.findUserByEmail(name)
        : await directory.findUser(name);
      if (!user) {
        throw new DomainError(
          'not_found',
          `user: There is no user ${name}. See them with: casement users list`,
        );
      }
      const hash = await hashPassword(password);
      await storage.transaction(async (stores) => {
        await stores.passwords.put(user.id, hash, clock());
        // Whoever knew the old one may be signed in with it.
        await endBrowserSessions(stores, clock, actor, { userId: user.id });
        await recordAudit(stores.audit, clock, {
          type: 'user.password_set',
          actor,
          userId: user.id,
          subjectId: user.id,
        });
      });
      return user;
    },
  };
}
