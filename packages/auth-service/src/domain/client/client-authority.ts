import type { Actor } from '../audit/audit-event.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import { DomainError } from '../errors.ts';
import type { Stores } from '../storage.ts';
import type { UserMode } from './client.ts';

/** As whom the sessions of a client would act. */
export interface IntendedUser {
  userMode: UserMode;
  staticUserId: string | undefined;
}

/**
 * What an actor may make of a team's clients: everything needs `OAUTH_CLIENT_MANAGE`; dynamic mode and
 * pinning somebody else also need `IMPERSONATE_USERS` (EM4). The operator at the machine may do
 * everything.
 *
 * @throws DomainError `permission_required`
 */
export async function requireClientAuthority(
  stores: Stores,
  actor: Actor,
  teamId: string,
  intended?: IntendedUser,
): Promise<void> {
  if (actor.type === 'operator') return;
  const permissions = await permissionsOf(stores, actor, teamId);
  const require = (permission: string, purpose: string) => {
    if (permissions.includes(permission)) return;
    throw new DomainError(
      'permission_required',
      `${purpose} needs the permission ${permission} in team ${teamId}. Ask an administrator of the team for it.`,
    );
  };
  require(PERMISSIONS.manageClients, 'Managing clients');
  if (!intended) return;
  if (intended.userMode === 'dynamic') {
    require(PERMISSIONS.impersonateUsers, 'userMode: dynamic mode');
  } else if (actor.type === 'user' && intended.staticUserId !== actor.userId) {
    require(PERMISSIONS.impersonateUsers, 'staticUser: pinning somebody else');
  }
}

/** Whether an actor sees a team's clients: by `OAUTH_CLIENT_READ`, or because it manages them. */
export async function mayReadClients(
  stores: Stores,
  actor: Actor,
  teamId: string,
): Promise<boolean> {
  if (actor.type === 'operator') return true;
  const permissions = await permissionsOf(stores, actor, teamId);
  return (
    permissions.includes(PERMISSIONS.readClients) || permissions.includes(PERMISSIONS.manageClients)
  );
}

async function permissionsOf(stores: Stores, actor: Actor, teamId: string): Promise<string[]> {
  if (actor.type !== 'user') return [];
  const user = await stores.directory.findUser(actor.userId);
  if (user?.status !== 'active') return [];
  return (await stores.directory.permissionsIn(teamId, actor.userId)) ?? [];
}
