import type { App, Organization, Team } from '../domain/directory/directory.ts';
import type { DirectoryManagement } from '../domain/directory/manage-directory.ts';
import { CommandError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

/** The organization with this ID, or the only one with this name. */
export async function findOrganization(
  directory: DirectoryManagement,
  name: string,
): Promise<Organization> {
  return only(await directory.listOrganizations(), name, 'org', 'organization');
}

/** The team with this ID, or the only one with this name. */
export async function findTeam(directory: DirectoryManagement, name: string): Promise<Team> {
  return only(await directory.listTeams(), name, 'team', 'team');
}

/** The app with this ID or slug, or the only one with this name. */
export async function findApp(directory: DirectoryManagement, name: string): Promise<App> {
  const apps = await directory.listApps();
  return apps.find(({ slug }) => slug === name) ?? only(apps, name, 'app', 'app');
}

/** An ID is taken as it is: its user may be gone, or be nobody whom the caller may look up. */
export async function findUserId<T extends string | undefined>(
  directory: Pick<DirectoryManagement, 'getUser'>,
  user: T,
): Promise<T | string> {
  return user?.includes('@') ? (await directory.getUser(user)).id : user;
}

function only<T extends { id: string; name: string }>(
  all: readonly T[],
  name: string,
  option: string,
  what: string,
): T {
  const byId = all.find(({ id }) => id === name);
  if (byId) return byId;
  const named = all.filter((one) => one.name === name.trim());
  const [found] = named;
  if (found === undefined) {
    throw new CommandError(
      EXIT.notFound,
      `${option}: There is no ${what} ${name}. See them with: casement ${option}s list`,
    );
  }
  if (named.length > 1) {
    throw new CommandError(
      EXIT.conflict,
      `${option}: ${named.length} ${what}s are called ${name}. Name one by its ID: ${named.map(({ id }) => id).join(', ')}.`,
    );
  }
  return found;
}
