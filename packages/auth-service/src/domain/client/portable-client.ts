import type { Actor } from '../audit/audit-event.ts';
import type { VisibleTeams } from '../authority/authority.ts';
import { teamsWith } from '../authority/find-authority.ts';
import { browseDirectory } from '../directory/browse-directory.ts';
import type { App, Organization, Team } from '../directory/directory.ts';
import { DomainError, invalidRequest } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import type { Stores } from '../storage.ts';
import { READING } from './client-authority.ts';
import type { NewClient } from './create-client.ts';
import type { ClientRole, TeamRestriction } from './oauth-client.ts';

/** What a client refers to, in other words. */
interface Translation {
  team(reference: string): string;
  /** @param field where it stands, for a fault */
  organization(reference: string, field: string): string;
  app(reference: string): string;
  user(reference: string): string | Promise<string>;
}

/** What somebody may read clients of: what they may not is not there, and keeps the word it has. */
interface Nodes {
  teams: readonly Team[];
  organizations: readonly Organization[];
  apps: readonly App[];
}

/**
 * Words by which another service knows the same (CM22): the slugs of teams and apps, the names of
 * organizations, the e-mail addresses of users. What has none that is its own, or is not to be seen, keeps
 * its ID.
 */
export async function portableWords(
  deps: ManagementDependencies,
  actor: Actor,
): Promise<Translation> {
  const { teams, organizations, apps } = await visibleNodes(deps.storage.stores, actor);
  const slugs = new Map([...teams, ...apps].map(({ id, slug }) => [id, slug]));
  const names = new Map(
    organizations
      .filter(({ name }) => called(organizations, name).length === 1)
      .map(({ id, name }) => [id, name]),
  );
  const browse = browseDirectory(deps, actor);
  const emails = new Map<string, string>();
  return {
    team: (id) => slugs.get(id) ?? id,
    app: (id) => slugs.get(id) ?? id,
    organization: (id) => names.get(id) ?? id,
    async user(id) {
      const known = emails.get(id) ?? (await emailOf(browse, id));
      emails.set(id, known);
      return known;
    },
  };
}

/** The IDs that such words stand for here; IDs are taken too. What stands for nothing stays, to be refused. */
export async function localWords(stores: Stores, actor: Actor): Promise<Translation> {
  const { teams, organizations, apps } = await visibleNodes(stores, actor);
  const bySlug = (all: readonly (Team | App)[]) => (word: string) =>
    all.some(({ id }) => id === word) ? word : (all.find(({ slug }) => slug === word)?.id ?? word);
  return {
    team: bySlug(teams),
    app: bySlug(apps),
    organization(word, path) {
      if (organizations.some(({ id }) => id === word)) return word;
      const found = called(organizations, word);
      if (found.length <= 1) return found[0]?.id ?? word;
      const ids = found.map(({ id }) => id).join(', ');
      const message = `${found.length} organizations are called ${word}. Name one by its ID: ${ids}.`;
      throw invalidRequest([{ path, message }]);
    },
    // The domain takes e-mail addresses everywhere.
    user: (word) => word,
  };
}

/** A client with its references in other words. */
export async function translated<C extends NewClient>(input: C, to: Translation): Promise<C> {
  const words: Partial<Record<string, unknown>> = {};
  if (input.type === 'embedded') {
    words.teamId = to.team(input.teamId);
    if (input.staticUser !== undefined) words.staticUser = await to.user(input.staticUser);
    return { ...input, ...words };
  }
  if (input.teamRestriction) words.teamRestriction = restriction(input.teamRestriction, to);
  if (input.type === 'service') {
    if (input.user !== undefined) words.user = await to.user(input.user);
    if (input.roles)
      words.roles = input.roles.map((role, at) => translatedRole(role, `roles.${at}.nodeId`, to));
  }
  return { ...input, ...words };
}

const restriction = (
  { teamIds, organizationIds }: Partial<TeamRestriction>,
  to: Translation,
): Partial<TeamRestriction> => ({
  ...(teamIds ? { teamIds: teamIds.map((team) => to.team(team)) } : {}),
  ...(organizationIds
    ? {
        organizationIds: organizationIds.map((one, at) =>
          to.organization(one, `teamRestriction.organizationIds.${at}`),
        ),
      }
    : {}),
});

const translatedRole = (
  { nodeType, nodeId, roleId }: ClientRole,
  field: string,
  to: Translation,
): ClientRole => ({ nodeType, nodeId: to[nodeType](nodeId, field), roleId });

async function visibleNodes({ directory }: Stores, actor: Actor): Promise<Nodes> {
  const within: VisibleTeams = await teamsWith({ directory }, actor, READING);
  const teams = (await directory.listTeams()).filter(
    ({ id }) => within === 'all' || within.includes(id),
  );
  const apps = (await directory.listApps()).filter(
    ({ teamId }) => within === 'all' || within.includes(teamId),
  );
  // What is for organizations takes permissions everywhere.
  return {
    teams,
    apps,
    organizations: within === 'all' ? await directory.listOrganizations() : [],
  };
}

const called = (organizations: readonly Organization[], name: string): Organization[] =>
  organizations.filter((one) => one.name === name.trim());

/** Who may read clients need not be allowed to read the directory, and gets the ID. */
async function emailOf(browse: ReturnType<typeof browseDirectory>, id: string): Promise<string> {
  try {
    return (await browse.user(id)).email;
  } catch (error) {
    if (error instanceof DomainError) return id;
    throw error;
  }
}
