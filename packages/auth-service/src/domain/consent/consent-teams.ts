import type { AppClient } from '../client/oauth-client.ts';
import type { Team } from '../directory/directory.ts';
import type { DirectoryStore } from '../directory/directory-store.ts';
import { isWithin, type TeamPermissions } from '../oauth-token/subject-teams.ts';
import { narrowPermissions } from '../scope/narrow-permissions.ts';
import type { ConsentStore } from './consent-store.ts';

/**
 * What a token may do that acts for a user who gave consent: the user's permissions as they are now, in
 * those teams that were chosen (OA8), in which the user still is, and for which the client may still get
 * tokens; narrowed by scope (OA9). Read anew every time, so that a change bites at once.
 *
 * @param scope as granted, separated by spaces
 */
export async function consentTeams(
  consents: ConsentStore,
  { teamRestriction }: Pick<AppClient, 'teamRestriction'>,
  { grantKey, userId }: { grantKey: string; userId: string },
  scope: string,
): Promise<TeamPermissions[]> {
  const held = await consents.listHeldTeams(grantKey, userId);
  return held
    .filter((team) => isWithin(teamRestriction, team))
    .map(({ id, name, permissions }) => ({
      id,
      name,
      permissions: narrowPermissions(permissions, scope),
    }));
}

/** What a user may choose from for a client (OA8). */
export interface Choosable {
  /** By name. */
  teams: Team[];
  /** For "all teams, also those made later". */
  all: AllTeamsChoice;
}

/** `offered`, or what keeps it from being: the client's settings, or a user who does not act in all. */
export type AllTeamsChoice = 'offered' | 'one_team_client' | 'restricted_client' | 'not_theirs';

export async function choosableTeams(
  directory: DirectoryStore,
  { teamRestriction, teamSelection }: Pick<AppClient, 'teamRestriction' | 'teamSelection'>,
  userId: string,
): Promise<Choosable> {
  const { teams, everywhere } = await teamsOf(directory, userId);
  const { teamIds, organizationIds } = teamRestriction;
  const keepsFromAll = (): AllTeamsChoice => {
    if (!everywhere) return 'not_theirs';
    if (teamIds.length + organizationIds.length > 0) return 'restricted_client';
    return teamSelection === 'single' ? 'one_team_client' : 'offered';
  };
  return {
    teams: teams
      .filter((team) => isWithin(teamRestriction, team))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1)),
    all: keepsFromAll(),
  };
}

/** All teams only for those whose role counts everywhere: there may be very many. */
async function teamsOf(
  directory: DirectoryStore,
  userId: string,
): Promise<{ teams: Team[]; everywhere: boolean }> {
  const memberships = await directory.listMemberships({ userId });
  const roles = (await directory.listRoles()).filter(({ everywhere }) => everywhere);
  if (memberships.some(({ roleId }) => roles.some(({ id }) => id === roleId))) {
    return { teams: await directory.listTeams(), everywhere: true };
  }
  const teams = await Promise.all(memberships.map(({ teamId }) => directory.findTeam(teamId)));
  return { teams: teams.flatMap((team) => team ?? []), everywhere: false };
}
