import type { Actor } from '../audit/audit-event.ts';
import { DomainError } from '../errors.ts';
import { narrowPermissions, scopesCovering } from '../scope/narrow-permissions.ts';
import type { Stores } from '../storage.ts';
import type { Jurisdiction, VisibleTeams } from './authority.ts';
import { authorityOf, mayEverywhereIn, teamsWith } from './find-authority.ts';

type Directory = Pick<Stores, 'directory'>;

/** @throws DomainError `permission_required` */
export async function requirePermission(
  stores: Directory,
  actor: Actor,
  jurisdiction: Jurisdiction,
  permission: string,
  purpose: string,
): Promise<void> {
  if (await mayEverywhereIn(stores, actor, jurisdiction, permission)) return;
  const way = await wayOut(stores, actor, jurisdiction, [permission]);
  throw new DomainError(
    'permission_required',
    `${purpose} needs the permission ${permission} ${inTeams(jurisdiction)}. ${way}`,
  );
}

/**
 * The teams in which an actor has one of some permissions: what a list may show.
 *
 * @throws DomainError `permission_required` when there is none
 */
export async function visibleTeams(
  stores: Directory,
  actor: Actor,
  permissions: readonly string[],
  purpose: string,
): Promise<VisibleTeams> {
  const visible = await teamsWith(stores, actor, permissions);
  if (visible.length > 0) return visible;
  const way = await wayOut(stores, actor, 'some team', permissions);
  throw new DomainError(
    'permission_required',
    `${purpose} needs the permission ${permissions[0]} in some team at least. ${way}`,
  );
}

/** "in team team_1", "in teams team_1 and team_2", "in every team". */
export function inTeams(jurisdiction: Jurisdiction): string {
  if (jurisdiction === 'everywhere') return 'in every team';
  return `in team${jurisdiction.length === 1 ? '' : 's'} ${jurisdiction.join(' and ')}`;
}

/** Where a permission is wanted; `some team`: wherever it is. */
type Place = Jurisdiction | 'some team';

/**
 * What somebody can do who was refused for want of one of some permissions: sign in again, where they have
 * it and their sign-in does not reach so far; else whom to ask.
 */
export async function wayOut(
  stores: Directory,
  actor: Actor,
  place: Place,
  permissions: readonly string[],
): Promise<string> {
  const own = await beyondToken(stores, actor, place, permissions);
  if (own !== undefined && actor.type === 'user' && actor.access) {
    const { scope } = actor.access;
    if (narrowPermissions([own], scope).length === 0) {
      return `You have it, but your sign-in was for the scope “${scope}”. Sign in again with one of ${scopesCovering([own]).join(', ')}.`;
    }
    return `You have it, but your sign-in counts only in the teams that were chosen at it. Sign in again and choose ${teamsToChoose(place)}.`;
  }
  if (place === 'some team') return 'Ask an administrator for it.';
  return place === 'everywhere' || place.length > 1
    ? 'Ask an administrator of everything for it.'
    : 'Ask an administrator of the team for it.';
}

function teamsToChoose(place: Place): string {
  if (place === 'everywhere') return 'all teams';
  return place === 'some team' ? 'other teams, or all' : 'these teams too, or all teams';
}

/**
 * One of some permissions that a user has and the token at hand does not carry. Told to programs of the
 * product's own only: what somebody may do elsewhere is no business of others' applications.
 */
async function beyondToken(
  stores: Directory,
  actor: Actor,
  place: Place,
  permissions: readonly string[],
): Promise<string | undefined> {
  if (actor.type !== 'user' || !actor.access?.ofOwnClient) return undefined;
  const whole: Actor = { type: 'user', userId: actor.userId };
  if (place === 'some team') {
    const { everywhere, teams } = await authorityOf(stores.directory, whole);
    const held = [everywhere, ...teams.values()].flat();
    return permissions.find((one) => held.includes(one));
  }
  for (const one of permissions) {
    if (await mayEverywhereIn(stores, whole, place, one)) return one;
  }
  return undefined;
}
