import type { Actor, AuditEventType } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { DomainError } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { Stores } from '../storage.ts';
import type { Organization, Role, Team, User } from './directory.ts';

/** What every change of the directory does beside the change itself. */
export function directoryChanges({ storage, clock }: ManagementDependencies, actor: Actor) {
  const { directory } = storage.stores;
  return {
    audit: (
      stores: Stores,
      type: AuditEventType,
      subjectId: string,
      details: Record<string, string> = {},
    ) => recordAudit(stores.audit, clock, { type, actor, subjectId, details }),

    /** Their tokens are refused from now on, and their frames renew to what is true now. */
    usersChanged: (stores: Stores, userIds: readonly string[]) =>
      publishSecurityEvents(
        stores,
        clock,
        userIds.map((userId) => ({ type: 'user.changed', userId })),
      ),

    /** Services with roles of their own: what is remembered of their tokens is asked for anew. */
    clientsChanged: (stores: Stores, clientIds: readonly string[]) =>
      publishSecurityEvents(
        stores,
        clock,
        clientIds.map((clientId) => ({ type: 'client.changed', clientId })),
      ),

    /** By ID or e-mail address. */
    requireUser: async (user: string): Promise<User> => {
      const found = user.includes('@')
        ? await directory.findUserByEmail(user)
        : await directory.findUser(user);
      return found ?? missing('user', user, 'casement users list');
    },
    requireOrganization: async (id: string): Promise<Organization> =>
      (await directory.findOrganization(id)) ?? missing('organization', id, 'casement orgs list'),
    requireTeam: async (id: string): Promise<Team> =>
      (await directory.findTeam(id)) ?? missing('team', id, 'casement teams list'),
    requireRole: async (id: string): Promise<Role> =>
      (await directory.findRole(id)) ?? missing('role', id, 'casement roles list'),
  };
}

export function missing(kind: string, id: string, list: string): never {
  throw new DomainError('not_found', `${kind}: There is no ${kind} ${id}. See them with: ${list}`);
}
