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
  const permissions =
    actor.type === 'user' ? await permissionsOf(stores, actor.userId, teamId) : [];
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

async function permissionsOf(stores: Stores, userId: string, teamId: string): Promise<string[]> {
  const user = await stores.directory.findUser(userId);
  if (user?.status !== 'active') return [];
  return (await stores.directory.permissionsIn(teamId, userId)) ?? [];
}
