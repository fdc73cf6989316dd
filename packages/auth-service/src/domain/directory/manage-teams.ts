import type { Actor } from '../audit/audit-event.ts';
import { teamsWith } from '../authority/find-authority.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import type { Stores } from '../storage.ts';
import type { App, Organization, Team } from './directory.ts';
import { requireDirectoryAuthority } from './directory-authority.ts';
import { directoryChanges, missing } from './directory-changes.ts';
import { nameFaults } from './name.ts';
import { PERMISSIONS } from './permission.ts';
import { freeSlug, slugFaults } from './slug.ts';

/** Organizations hold teams, and teams apps. */
export interface TeamManagement {
  createOrganization(input: { name: string }): Promise<Organization>;
  listOrganizations(): Promise<Organization[]>;
  /** @param input without a slug, one is made of the name */
  createTeam(input: {
    organizationId: string;
    name: string;
    slug?: string | undefined;
  }): Promise<Team>;
  listTeams(organizationId?: string): Promise<Team[]>;
  createApp(input: { teamId: string; name: string; slug?: string | undefined }): Promise<App>;
  listApps(teamId?: string): Promise<App[]>;
  /** @throws DomainError `not_found`; `conflict` while a client has a role there */
  deleteApp(id: string): Promise<void>;
}

export function manageTeams(deps: ManagementDependencies, actor: Actor): TeamManagement {
  const { storage, clock } = deps;
  const { directory } = storage.stores;
  const { audit, requireOrganization, requireTeam } = directoryChanges(deps, actor);
  return {
    listOrganizations: () => directory.listOrganizations(),
    listTeams: (organizationId) => directory.listTeams(organizationId),
    listApps: (teamId) => directory.listApps(teamId),

    async createOrganization({ name }) {
      refuseFaults(nameFaults(name));
      const organization = { id: newId('org'), name: name.trim(), createdAt: clock() };
      await storage.transaction(async (stores) => {
        await requireDirectoryAuthority(stores, actor, 'everywhere', 'Adding an organization');
        await stores.directory.insertOrganization(organization);
        await audit(stores, 'organization.created', organization.id, { name: organization.name });
      });
      return organization;
    },

    async createTeam({ organizationId, name, slug }) {
      refuseFaults([...nameFaults(name), ...slugFaults(slug)]);
      await requireDirectoryAuthority(storage.stores, actor, 'everywhere', 'Adding a team');
      await requireOrganization(organizationId);
      return storage.transaction(async (stores) => {
        await requireDirectoryAuthority(stores, actor, 'everywhere', 'Adding a team');
        const isTaken = async (taken: string) =>
          (await stores.directory.findTeamBySlug(taken)) !== undefined;
        const team: Team = {
          id: newId('team'),
          organizationId,
          name: name.trim(),
          slug: await chooseSlug(slug, name, 'team', isTaken),
          createdAt: clock(),
        };
        await stores.directory.insertTeam(team);
        await audit(stores, 'team.created', team.id, { name: team.name });
        return team;
      });
    },

    async createApp({ teamId, name, slug }) {
      refuseFaults([...nameFaults(name), ...slugFaults(slug)]);
      // First: which teams there are is not for everybody to find out.
      await requireDirectoryAuthority(storage.stores, actor, [teamId], 'Adding an app');
      const team = await requireTeam(teamId);
      return storage.transaction(async (stores) => {
        await requireDirectoryAuthority(stores, actor, [team.id], 'Adding an app');
        const isTaken = async (taken: string) =>
          (await stores.directory.findAppBySlug(taken)) !== undefined;
        const app: App = {
          id: newId('app'),
          teamId: team.id,
          name: name.trim(),
          slug: await chooseSlug(slug, name, 'app', isTaken),
          createdAt: clock(),
        };
        await stores.directory.insertApp(app);
        await audit(stores, 'app.created', app.id, { name: app.name, team: team.id });
        return app;
      });
    },

    async deleteApp(id) {
      await storage.transaction(async (stores) => {
        const app = await stores.directory.findApp(id);
        // What somebody may not see does not exist for them.
        const visible = await teamsWith(stores, actor, SEEING_APPS);
        if (!app || (visible !== 'all' && !visible.includes(app.teamId))) {
          return missing('app', id, 'casement apps list');
        }
        await requireDirectoryAuthority(stores, actor, [app.teamId], 'Deleting an app');
        await refuseUsed(stores, app);
        await stores.directory.deleteApp(id);
        await audit(stores, 'app.deleted', id, { name: app.name, team: app.teamId });
      });
    },
  };
}

const SEEING_APPS = [PERMISSIONS.readDirectory, PERMISSIONS.manageDirectory];

async function chooseSlug(
  slug: string | undefined,
  name: string,
  kind: 'team' | 'app',
  isTaken: (slug: string) => Promise<boolean>,
): Promise<string> {
  if (slug === undefined) return freeSlug(name, kind, isTaken);
  if (!(await isTaken(slug))) return slug;
  throw new DomainError('conflict', `slug: another ${kind} is named ${slug}. Choose another slug.`);
}

/** A role at an app that is gone would count nowhere and be seen by nobody. */
async function refuseUsed(stores: Stores, app: App): Promise<void> {
  const clients = await stores.directory.clientsWithRoleAt(app.id);
  if (clients.length === 0) return;
  throw new DomainError(
    'conflict',
    `app: ${clients.length} client${clients.length === 1 ? ' has a role' : 's have roles'} at ${app.id}: ${clients.slice(0, 5).join(', ')}. Delete them first.`,
  );
}
