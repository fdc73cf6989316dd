import type { OAuthClient, ServiceClient, TeamRestriction } from '../client/oauth-client.ts';
import type { Team } from '../directory/directory.ts';
import type { DirectoryStore } from '../directory/directory-store.ts';
import { narrowPermissions } from '../scope/narrow-permissions.ts';

/** A team, and what a token may do in it now. */
export interface TeamPermissions {
  id: string;
  name: string;
  permissions: string[];
}

/** An app, and what a token may do in it now beside what it may in the app's team. */
export interface AppPermissions {
  id: string;
  team_id: string;
  name: string;
  permissions: string[];
}

/**
 * The teams for which a client-credentials token counts, with what it may do in each: the permissions
 * of the user as whom the client acts, or of its own roles, as they are now; within the client's team
 * restriction, narrowed by scope (OA9, CM4, CM17). Read anew every time, so that a change bites at once.
 *
 * @param scope as granted, separated by spaces
 */
export async function serviceTeams(
  directory: DirectoryStore,
  client: ServiceClient,
  scope: string,
): Promise<TeamPermissions[]> {
  const held =
    client.userId === undefined
      ? await heldByRoles(directory, client)
      : await heldByUser(directory, client.userId);
  return held
    .filter(({ team }) => isWithin(client.teamRestriction, team))
    .map(({ team: { id, name }, permissions }) => ({
      id,
      name,
      permissions: narrowPermissions([...permissions].toSorted(), scope),
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** What a service client may do in single apps, by roles that it has at them (CM17). */
export async function serviceApps(
  directory: DirectoryStore,
  { roles, teamRestriction }: ServiceClient,
  scope: string,
): Promise<AppPermissions[]> {
  const apps: AppPermissions[] = [];
  for (const { nodeType, nodeId, roleId } of roles) {
    const app = nodeType === 'app' ? await directory.findApp(nodeId) : undefined;
    const team = app && (await directory.findTeam(app.teamId));
    if (!team || !isWithin(teamRestriction, team)) continue;
    const permissions = (await directory.findRole(roleId))?.permissions ?? [];
    const narrowed = narrowPermissions(permissions.toSorted(), scope);
    apps.push({ id: app.id, team_id: app.teamId, name: app.name, permissions: narrowed });
  }
  return apps;
}

/** Whether a client may get tokens for a team (CM4). */
export function isWithin(
  { teamIds, organizationIds }: TeamRestriction,
  { id, organizationId }: Pick<Team, 'id' | 'organizationId'>,
): boolean {
  if (teamIds.length === 0 && organizationIds.length === 0) return true;
  return teamIds.includes(id) || organizationIds.includes(organizationId);
}

/** As whom a client's tokens act: the subject of its client-credentials tokens. */
export function serviceSubject(client: OAuthClient): string {
  return (client.type === 'service' ? client.userId : undefined) ?? client.id;
}

interface Held {
  team: Team;
  permissions: ReadonlySet<string>;
}

async function heldByUser(directory: DirectoryStore, userId: string): Promise<Held[]> {
  const roles = await rolesById(directory);
  const memberships = await directory.listMemberships({ userId });
  const permissionsOf = (roleId: string) => roles.get(roleId)?.permissions ?? [];
  const everywhere = memberships.filter(({ roleId }) => roles.get(roleId)?.everywhere);
  const always = everywhere.flatMap(({ roleId }) => permissionsOf(roleId));
  const own = new Map(
    memberships.map(({ teamId, roleId }) => [teamId, permissionsOf(roleId)] as const),
  );
  const teams = (await directory.listTeams()).filter(
    ({ id }) => everywhere.length > 0 || own.has(id),
  );
  return teams.map((team) => ({
    team,
    permissions: new Set([...always, ...(own.get(team.id) ?? [])]),
  }));
}

async function heldByRoles(directory: DirectoryStore, client: ServiceClient): Promise<Held[]> {
  const roles = await rolesById(directory);
  const teams = await directory.listTeams();
  return teams.flatMap((team) => {
    const counting = client.roles.filter(
      ({ nodeType, nodeId }) =>
        (nodeType === 'team' && nodeId === team.id) ||
        (nodeType === 'organization' && nodeId === team.organizationId),
    );
    if (counting.length === 0) return [];
    const permissions = counting.flatMap(({ roleId }) => roles.get(roleId)?.permissions ?? []);
    return [{ team, permissions: new Set(permissions) }];
  });
}

const rolesById = async (directory: DirectoryStore) =>
  new Map((await directory.listRoles()).map((role) => [role.id, role]));
