import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import type { VisibleTeams } from '../authority/authority.ts';
import { visibleTeams } from '../authority/require-permission.ts';
import { DomainError } from '../errors.ts';
import { type Page, type PageRequest, readPage } from '../paging/page.ts';
import type { Storage } from '../storage.ts';
import type { App, Membership, Organization, Role, Team, User, UserStatus } from './directory.ts';
import { PERMISSIONS } from './permission.ts';

interface Search extends PageRequest {
  search?: string | undefined;
}

/**
 * The directory as somebody with `DIRECTORY_READ` sees it: the teams in which they have it, and what
 * belongs to these. What they do not see does not exist for them.
 */
export interface DirectoryBrowsing {
  organizations(query: Search): Promise<Page<Organization>>;
  organization(id: string): Promise<Organization>;
  teams(query: Search & { organizationId?: string | undefined }): Promise<Page<Team>>;
  team(id: string): Promise<Team>;
  apps(query: Search & { teamId?: string | undefined }): Promise<Page<App>>;
  app(id: string): Promise<App>;
  users(
    query: Search & { teamId?: string | undefined; status?: UserStatus | undefined },
  ): Promise<Page<User>>;
  user(id: string): Promise<User>;
  memberships(
    query: PageRequest & { teamId?: string | undefined; userId?: string | undefined },
  ): Promise<Page<Membership>>;
  roles(): Promise<Role[]>;
  role(id: string): Promise<Role>;
}

export function browseDirectory(
  { storage }: { storage: Storage },
  actor: Actor = OPERATOR,
): DirectoryBrowsing {
  const { directory, directoryPages: pages } = storage.stores;
  const visible = (): Promise<VisibleTeams> =>
    visibleTeams(storage.stores, actor, [PERMISSIONS.readDirectory], 'Reading the directory');
  const byId = ({ id }: { id: string }) => id;
  const one = async <T>(
    kind: string,
    id: string,
    read: (query: { visible: VisibleTeams; id: string; limit: 1 }) => Promise<T[]>,
  ): Promise<T> => {
    const [found] = await read({ visible: await visible(), id, limit: 1 });
    return found ?? missing(kind, id);
  };
  const page = async <T, Q extends PageRequest>(
    query: Q,
    read: (query: Q & { visible: VisibleTeams }) => Promise<T[]>,
    keyOf: (item: T) => string,
  ): Promise<Page<T>> => {
    const seen = await visible();
    return readPage(query, (part) => read({ ...query, ...part, visible: seen }), keyOf);
  };
  const roles = async (): Promise<Role[]> => {
    await visible();
    return directory.listRoles();
  };
  return {
    organizations: (query) => page(query, pages.organizations, byId),
    organization: (id) => one('organization', id, pages.organizations),
    teams: (query) => page(query, pages.teams, byId),
    team: (id) => one('team', id, pages.teams),
    apps: (query) => page(query, pages.apps, byId),
    app: (id) => one('app', id, pages.apps),
    users: (query) => page(query, pages.users, byId),
    user: (id) => one('user', id, pages.users),
    memberships: (query) =>
      page(query, pages.memberships, ({ teamId, userId }) => `${teamId} ${userId}`),
    roles,
    role: async (id) => (await roles()).find((role) => role.id === id) ?? missing('role', id),
  };
}

function missing(kind: string, id: string): never {
  throw new DomainError('not_found', `${kind}: there is no ${kind} ${id}, or you may not see it.`);
}
