import type { Actor } from '../audit/audit-event.ts';
import type { Stores } from '../storage.ts';
import type { Authority, Jurisdiction, Sight, VisibleTeams } from './authority.ts';

/**
 * What an actor may do in each team of a jurisdiction; never an empty list of lists. The operator at
 * the machine is not asked: see {@link requirePermission}.
 */
export async function permissionsOf(
  { directory }: Pick<Stores, 'directory'>,
  actor: Actor,
  jurisdiction: Jurisdiction,
): Promise<(readonly string[])[]> {
  if (actor.type !== 'user' && actor.type !== 'client') return [[]];
  if (actor.access) {
    const { everywhere, teams } = actor.access.authority;
    if (jurisdiction === 'everywhere') return [everywhere];
    return jurisdiction.map((team) => teams.get(team) ?? everywhere);
  }
  if (actor.type === 'client') return [[]];
  const user = await directory.findUser(actor.userId);
  if (user?.status !== 'active') return [[]];
  if (jurisdiction === 'everywhere') return [await directory.permissionsEverywhere(actor.userId)];
  return Promise.all(
    jurisdiction.map(async (team) => (await directory.permissionsIn(team, actor.userId)) ?? []),
  );
}

/** Whether an actor has a permission in all of a jurisdiction. */
export async function mayEverywhereIn(
  stores: Pick<Stores, 'directory'>,
  actor: Actor,
  jurisdiction: Jurisdiction,
  permission: string,
): Promise<boolean> {
  if (actor.type === 'operator') return true;
  const held = await permissionsOf(stores, actor, jurisdiction);
  return held.every((permissions) => permissions.includes(permission));
}

/** The teams in which an actor has one of some permissions; none is no refusal. */
export async function teamsWith(
  { directory }: Pick<Stores, 'directory'>,
  actor: Actor,
  permissions: readonly string[],
): Promise<VisibleTeams> {
  if (actor.type === 'operator') return 'all';
  const suffices = (held: readonly string[]) => held.some((one) => permissions.includes(one));
  const { everywhere, teams } = await authorityOf(directory, actor);
  if (suffices(everywhere)) return 'all';
  return [...teams].filter(([, held]) => suffices(held)).map(([team]) => team);
}

/** @param permissions one of which shows what others do */
export async function sightOf(
  stores: Pick<Stores, 'directory'>,
  actor: Actor,
  permissions: readonly string[],
): Promise<Sight> {
  return {
    within: await teamsWith(stores, actor, permissions),
    ownUserId: ownUserId(actor),
  };
}

/** Whose own sessions, tokens and preferences an actor may see and change without any permission. */
export function ownUserId(actor: Actor): string | undefined {
  if (actor.type !== 'user' || actor.access?.reachesOwn === false) return undefined;
  return actor.userId;
}

const NOTHING: Authority = { everywhere: [], teams: new Map() };

/** What an actor may do at all. */
export async function authorityOf(
  directory: Stores['directory'],
  actor: Actor,
): Promise<Authority> {
  if (actor.type !== 'user' && actor.type !== 'client') return NOTHING;
  if (actor.access) return actor.access.authority;
  if (actor.type === 'client') return NOTHING;
  const user = await directory.findUser(actor.userId);
  if (user?.status !== 'active') return NOTHING;
  const memberships = await directory.listMemberships({ userId: actor.userId });
  const teams = await Promise.all(
    memberships.map(
      async ({ teamId }) =>
        [teamId, (await directory.permissionsIn(teamId, actor.userId)) ?? []] as const,
    ),
  );
  return {
    everywhere: await directory.permissionsEverywhere(actor.userId),
    teams: new Map(teams),
  };
}
