import type { Actor } from '../audit/audit-event.ts';
import type { Jurisdiction } from '../authority/authority.ts';
import { authorityOf, permissionsOf } from '../authority/find-authority.ts';
import { requirePermission } from '../authority/require-permission.ts';
import { requirePermissionsToGive } from '../directory/directory-authority.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import { narrowPermissions } from '../scope/narrow-permissions.ts';
import type { Stores } from '../storage.ts';
import type { Client, ClientSettings } from './client.ts';
import type { ClientRole, TeamRestriction } from './oauth-client.ts';

export { inTeams } from '../authority/require-permission.ts';

/** Where a client is, as far as authority over it goes; of an input too. */
export type ClientPlace =
  | { type: 'embedded'; teamId: string }
  | { type: 'app' | 'service'; teamRestriction?: Partial<TeamRestriction> | undefined };

/**
 * An embedded client belongs to its team. A client that is restricted to some teams belongs to all of
 * them; one for all teams, or for whatever teams an organization may get, to nobody but administrators
 * of everything.
 */
export function jurisdictionOf(client: ClientPlace): Jurisdiction {
  if (client.type === 'embedded') return [client.teamId];
  const { teamIds = [], organizationIds = [] } = client.teamRestriction ?? {};
  return teamIds.length > 0 && organizationIds.length === 0 ? teamIds : 'everywhere';
}

/**
 * Managing a client needs `OAUTH_CLIENT_MANAGE` in all its teams. The operator at the machine and the
 * service itself may do everything.
 *
 * @throws DomainError `permission_required`
 */
export async function requireClientAuthority(
  stores: Stores,
  actor: Actor,
  client: ClientPlace,
): Promise<void> {
  if (maySimply(actor)) return;
  const jurisdiction = jurisdictionOf(client);
  const { manageClients } = PERMISSIONS;
  await requirePermission(stores, actor, jurisdiction, manageClients, 'Managing clients');
}

/**
 * Whoever can act through a client acts as its users. So whoever sets it up, or gets hold of its secret,
 * must be the user as whom it acts or may impersonate others: dynamic mode and pinning somebody else (EM4)
 * or a service acting as somebody else need `IMPERSONATE_USERS` in its teams, and so does a client that could
 * do more as the user than the token with which it is set up; a service with roles of its own needs it where
 * they are, and every permission that they have.
 *
 * @throws DomainError `permission_required`
 */
export async function requireActingAuthority(
  stores: Stores,
  actor: Actor,
  client: ClientSettings,
): Promise<void> {
  if (maySimply(actor) || client.type === 'app') return;
  const self = actor.type === 'user' ? actor.userId : undefined;
  const jurisdiction = jurisdictionOf(client);
  const require = (purpose: string, where = jurisdiction) =>
    requirePermission(stores, actor, where, PERMISSIONS.impersonateUsers, purpose);
  if (client.type === 'embedded') {
    if (client.userMode === 'dynamic') await require('userMode: dynamic mode');
    else if (client.staticUserId !== self) await require(PINNING);
    else if (await exceedsToken(stores, actor, client)) await require(`staticUser: ${BEYOND}`);
  } else if (client.userId === undefined) {
    await requireRolesToGive(stores, actor, client.roles);
  } else if (client.userId !== self) {
    await require(ACTING);
  } else if (await exceedsToken(stores, actor, client)) {
    await require(`user: ${BEYOND}`);
  }
}

/**
 * The same as far as it follows from whom an input names, before that user is looked up: who may not act
 * as others learns nothing of who is there.
 *
 * @throws DomainError `permission_required`
 */
export async function requireNamingAuthority(
  stores: Stores,
  actor: Actor,
  place: ClientPlace,
  user: string | undefined,
): Promise<void> {
  if (maySimply(actor) || user === undefined) return;
  const found = user.includes('@')
    ? await stores.directory.findUserByEmail(user)
    : await stores.directory.findUser(user);
  if (actor.type === 'user' && actor.userId === found?.id) return;
  const purpose = place.type === 'embedded' ? PINNING : ACTING;
  const { impersonateUsers } = PERMISSIONS;
  await requirePermission(stores, actor, jurisdictionOf(place), impersonateUsers, purpose);
}

const PINNING = 'staticUser: pinning somebody else';
const ACTING = 'user: acting as somebody else';
const BEYOND = 'acting as you beyond the scope of your token';

/**
 * Whether a client that acts as the very user who sets it up could do more than the token by which that
 * is done: otherwise a token for managing clients would be one for everything.
 */
async function exceedsToken(
  stores: Stores,
  actor: Actor,
  client: ClientSettings,
): Promise<boolean> {
  if (actor.type !== 'user' || !actor.access) return false;
  const whole: Actor = { type: 'user', userId: actor.userId };
  const jurisdiction = jurisdictionOf(client);
  const places: Jurisdiction[] =
    jurisdiction === 'everywhere'
      ? ['everywhere', [...(await authorityOf(stores.directory, whole)).teams.keys()]]
      : [jurisdiction];
  for (const place of places) {
    const held = await permissionsOf(stores, actor, place);
    const possible = await permissionsOf(stores, whole, place);
    const exceeds = possible.some((permissions, at) => {
      const reach =
        client.type === 'embedded'
          ? permissions
          : narrowPermissions(permissions, client.scopes.join(' '));
      return reach.some((one) => !held[at]?.includes(one));
    });
    if (exceeds) return true;
  }
  return false;
}

async function requireRolesToGive(
  stores: Stores,
  actor: Actor,
  roles: readonly ClientRole[],
): Promise<void> {
  for (const { nodeType, nodeId, roleId } of roles) {
    const app = nodeType === 'app' ? await stores.directory.findApp(nodeId) : undefined;
    const team = nodeType === 'team' ? nodeId : app?.teamId;
    const where = team === undefined ? 'everywhere' : [team];
    const purpose = 'roles: a subject of its own';
    await requirePermission(stores, actor, where, PERMISSIONS.impersonateUsers, purpose);
    const permissions = (await stores.directory.findRole(roleId))?.permissions ?? [];
    await requirePermissionsToGive(stores, actor, where, permissions, `roles: the role ${roleId}`);
  }
}

/** Whether an actor sees clients: by `OAUTH_CLIENT_READ`, or because it manages them. */
export async function mayReadClients(
  stores: Stores,
  actor: Actor,
  jurisdiction: Jurisdiction,
): Promise<boolean> {
  if (maySimply(actor)) return true;
  for (const permissions of await permissionsOf(stores, actor, jurisdiction)) {
    const may = READING.some((permission) => permissions.includes(permission));
    if (!may) return false;
  }
  return true;
}

/** Either of them. */
export const READING = [PERMISSIONS.readClients, PERMISSIONS.manageClients] as const;

const maySimply = ({ type }: Actor): boolean => type === 'operator' || type === 'service';

/** Who is asked to say what they mean: everybody but the operator at the machine, whose tools ask by themselves. */
export const mustConfirm = (actor: Actor): boolean => !maySimply(actor);

/** Where authority over a client is the same, so that it is asked for once. */
export const placeKey = (client: Client): string => String(jurisdictionOf(client));
