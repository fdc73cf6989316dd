import type { Actor } from '../audit/audit-event.ts';
import { type Jurisdiction, permissionsOf, requirePermission } from '../authority/authority.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import type { Stores } from '../storage.ts';
import type { Client, UserMode } from './client.ts';
import type { TeamRestriction } from './oauth-client.ts';

export { inTeams } from '../authority/authority.ts';

/** As whom the sessions of a client would act. */
export interface IntendedUser {
  userMode: UserMode;
  staticUserId: string | undefined;
}

/**
 * An embedded client belongs to its team. A client that is restricted to some teams belongs to all of
 * them; one for all teams, or for whatever teams an organization may get, to nobody but administrators
 * of everything.
 */
export function jurisdictionOf(client: Client): Jurisdiction {
  if (client.type === 'embedded') return [client.teamId];
  return restrictedJurisdiction(client.teamRestriction);
}

export function restrictedJurisdiction({
  teamIds,
  organizationIds,
}: TeamRestriction): Jurisdiction {
  return teamIds.length > 0 && organizationIds.length === 0 ? teamIds : 'everywhere';
}

/**
 * What an actor may make of a team's clients: everything needs `OAUTH_CLIENT_MANAGE`; dynamic mode and
 * pinning somebody else also need `IMPERSONATE_USERS` (EM4). The operator at the machine and the service
 * itself may do everything.
 *
 * @throws DomainError `permission_required`
 */
export async function requireClientAuthority(
  stores: Stores,
  actor: Actor,
  jurisdiction: Jurisdiction,
  intended?: IntendedUser,
): Promise<void> {
  if (actor.type === 'operator' || actor.type === 'service') return;
  const require = (permission: string, purpose: string) =>
    requirePermission(stores, actor, jurisdiction, permission, purpose);
  await require(PERMISSIONS.manageClients, 'Managing clients');
  if (!intended) return;
  if (intended.userMode === 'dynamic') {
    await require(PERMISSIONS.impersonateUsers, 'userMode: dynamic mode');
  } else if (actor.type === 'user' && intended.staticUserId !== actor.userId) {
    await require(PERMISSIONS.impersonateUsers, 'staticUser: pinning somebody else');
  }
}

/**
 * What a service client acts as, its maker must be or may impersonate; roles of its own are given by
 * administrators of everything only.
 *
 * @param userId as whom it acts; `undefined`: a subject of its own
 * @throws DomainError `permission_required`
 */
export async function requireSubjectAuthority(
  stores: Stores,
  actor: Actor,
  jurisdiction: Jurisdiction,
  userId: string | undefined,
): Promise<void> {
  if (actor.type === 'operator' || (actor.type === 'user' && actor.userId === userId)) return;
  const where = userId === undefined ? 'everywhere' : jurisdiction;
  const purpose =
    userId === undefined ? 'roles: a subject of its own' : 'user: acting as somebody else';
  await requirePermission(stores, actor, where, PERMISSIONS.impersonateUsers, purpose);
}

/** Whether an actor sees clients: by `OAUTH_CLIENT_READ`, or because it manages them. */
export async function mayReadClients(
  stores: Stores,
  actor: Actor,
  jurisdiction: Jurisdiction,
): Promise<boolean> {
  if (actor.type === 'operator') return true;
  for (const permissions of await permissionsOf(stores, actor, jurisdiction)) {
    const may =
      permissions.includes(PERMISSIONS.readClients) ||
      permissions.includes(PERMISSIONS.manageClients);
    if (!may) return false;
  }
  return true;
}
