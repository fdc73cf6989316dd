import type { App, Organization, Team } from '../domain/directory/directory.ts';
import type { DirectoryManagement } from '../domain/directory/manage-directory.ts';
import { DomainError } from '../domain/errors.ts';
import { CommandError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

/** The organization with this ID, or the only one with this name. */
export async function findOrganization(
  directory: DirectoryManagement,
  name: string,
): Promise<Organization> {
  return only(await directory.listOrganizations(), name, 'org', 'organization');
}

/** The team with this ID or slug, or the only one with this name. */
export async function findTeam(directory: DirectoryManagement, name: string): Promise<Team> {
  return only(await directory.listTeams(), name, 'team', 'team');
}

/** The app with this ID or slug, or the only one with this name. */
export async function findApp(directory: DirectoryManagement, name: string): Promise<App> {
  return only(await directory.listApps(), name, 'app', 'app');
}

/**
 * The slug of a team or an app that is called so. What nobody here knows is taken as it is: whoever may see
 * its client credentials need not be allowed to read the directory.
 */
export async function findSlug(
  directory: DirectoryManagement,
  what: 'team' | 'app',
  name: string,
): Promise<string> {
  const list = what === 'team' ? directory.listTeams : directory.listApps;
  const all = await ifVisible<(Team | App)[]>(list());
  if (!all?.some((one) => isCalled(one, name))) return name;
  return only(all, name, what, what).slug;
}

/** `undefined` for what somebody may not see. */
export async function ifVisible<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof DomainError && INVISIBLE.has(error.code)) return undefined;
    throw error;
  }
}

const INVISIBLE: ReadonlySet<string> = new Set(['not_found', 'permission_required']);

/** Something that may have a slug; those are unique among their like. */
interface Named {
  id: string;
  name: string;
  slug?: string;
}

/** Whether an ID, a slug or a name stands for it. */
export const isCalled = ({ id, name, slug }: Named, text: string): boolean =>
  id === text || slug === text || name === text.trim();

/** An ID is taken as it is: its user may be gone, or be nobody whom the caller may look up. */
export async function findUserId<T extends string | undefined>(
  directory: Pick<DirectoryManagement, 'getUser'>,
  user: T,
): Promise<T | string> {
  return user?.includes('@') ? (await directory.getUser(user)).id : user;
}

function only<T extends Named>(all: readonly T[], name: string, option: string, what: string): T {
  const unique = all.find(({ id }) => id === name) ?? all.find(({ slug }) => slug === name);
  if (unique) return unique;
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
