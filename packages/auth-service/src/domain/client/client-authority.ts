import type { Actor } from '../audit/audit-event.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import { DomainError } from '../errors.ts';
import type { Stores } from '../storage.ts';
import type { Client, UserMode } from './client.ts';
import type { TeamRestriction } from './oauth-client.ts';

/** As whom the sessions of a client would act. */
export interface IntendedUser {
  userMode: UserMode;
  staticUserId: string | undefined;
}

/**
 * The teams in which somebody needs permissions to manage a client; `everywhere` where only a role that
 * counts in every team will do.
 */
export type Jurisdiction = readonly string[] | 'everywhere';

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
 * pinning somebody else also need `IMPERSONATE_USERS` (EM4). The operator at the machine may do
 * everything.
 *
 * @throws DomainError `permission_required`
 */
export async function requireClientAuthority(
  stores: Stores,
  actor: Actor,
  jurisdiction: Jurisdiction,
  intended?: IntendedUser,
): Promise<void> {
  if (actor.type === 'operator') return;
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

/** "in team team_1", "in teams team_1 and team_2", "in every team". */
export function inTeams(jurisdiction: Jurisdiction): string {
  if (jurisdiction === 'everywhere') return 'in every team';
  return `in team${jurisdiction.length === 1 ? '' : 's'} ${jurisdiction.join(' and ')}`;
}

async function requirePermission(
  stores: Stores,
  actor: Actor,
  jurisdiction: Jurisdiction,
  permission: string,
  purpose: string,
): Promise<void> {
  const held = await permissionsOf(stores, actor, jurisdiction);
  if (held.every((permissions) => permissions.includes(permission))) return;
  const whom =
    jurisdiction === 'everywhere' || jurisdiction.length > 1
      ? 'an administrator of everything'
      : 'an administrator of the team';
  throw new DomainError(
    'permission_required',
    `${purpose} needs the permission ${permission} ${inTeams(jurisdiction)}. Ask ${whom} for it.`,
  );
}

/** What the actor may, per team of the jurisdiction; never an empty list of lists. */
async function permissionsOf(
  { directory }: Stores,
  actor: Actor,
  jurisdiction: Jurisdiction,
): Promise<string[][]> {
  if (actor.type !== 'user') return [[]];
  const user = await directory.findUser(actor.userId);
  if (user?.status !== 'active') return [[]];
  if (jurisdiction === 'everywhere') return [await directory.permissionsEverywhere(actor.userId)];
  return Promise.all(
    jurisdiction.map(async (team) => (await directory.permissionsIn(team, actor.userId)) ?? []),
  );
}
