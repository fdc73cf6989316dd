import { invalidRequest } from '../errors.ts';
import { defaultScopes } from '../scope/scope.ts';
import type { Stores } from '../storage.ts';
import { type AppClientInput, appGrants, appRules } from './app-client-input.ts';
import type { ClientSettings } from './client.ts';
import { toAbout } from './client-about.ts';
import {
  type AppClient,
  type ClientRole,
  OAUTH_LIFETIMES,
  type OAuthClient,
  type ServiceClient,
  type TeamRestriction,
} from './oauth-client.ts';
import { type OAuthClientInput, type OAuthClientRules, scopesOf } from './oauth-client-input.ts';
import { missing, requireUser } from './required-directory.ts';
import { SERVICE_RULES, type ServiceClientInput } from './service-client-input.ts';

/**
 * What an app client is set to by an input without faults (CM2–CM8).
 *
 * @param before what it refers to already is not looked up again
 * @throws DomainError `not_found`, `invalid_request`
 */
export async function appSettings(
  stores: Stores,
  input: AppClientInput,
  before?: AppClient,
): Promise<ClientSettings<AppClient>> {
  const { refreshToken, refreshGrace } = OAUTH_LIFETIMES;
  return {
    type: 'app',
    ...(await commonSettings(stores, input, appRules(input), before)),
    confidential: input.confidential !== false,
    platform: input.platform ?? 'web',
    grantTypes: appGrants(input),
    redirectUris: input.redirectUris ?? [],
    postLogoutRedirectUris: input.postLogoutRedirectUris ?? [],
    backchannelLogoutUri: input.backchannelLogoutUri,
    corsOrigins: (input.corsOrigins ?? []).toSorted(),
    teamSelection: input.teamSelection ?? 'single',
    refreshToken: input.refreshToken === true,
    refreshTokenLifetime: input.refreshTokenLifetime ?? refreshToken.default,
    refreshGrace: input.refreshGrace ?? refreshGrace.default,
  };
}

/** The same for a service client (CM17). */
export async function serviceSettings(
  stores: Stores,
  input: ServiceClientInput,
  before?: ServiceClient,
): Promise<ClientSettings<ServiceClient>> {
  const { user } = input;
  const settings = await commonSettings(stores, input, SERVICE_RULES, before);
  const kept = user === undefined || user === before?.userId;
  const userId = kept ? user : (await requireUser(stores, 'user', user)).id;
  const roles = (input.roles ?? []).toSorted((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
  const known = new Set(before?.roles.map((role) => JSON.stringify(role)));
  await requireNodes(
    stores,
    roles.filter((role) => !known.has(JSON.stringify(role))),
  );
  return { type: 'service', ...settings, userId, roles };
}

/** The input that makes a client what it is. */
export function appInput(client: AppClient): AppClientInput {
  const { refreshToken, refreshTokenLifetime, refreshGrace } = client;
  return {
    ...commonInput(client, { type: 'app', refreshToken }),
    confidential: client.confidential,
    platform: client.platform,
    grantTypes: client.grantTypes,
    redirectUris: client.redirectUris,
    postLogoutRedirectUris: client.postLogoutRedirectUris,
    backchannelLogoutUri: client.backchannelLogoutUri,
    corsOrigins: client.corsOrigins,
    teamSelection: client.teamSelection,
    refreshToken,
    ...(refreshToken ? { refreshTokenLifetime, refreshGrace } : {}),
  };
}

/** The same for a service client. */
export const serviceInput = (client: ServiceClient): ServiceClientInput => ({
  ...commonInput(client, SERVICE_RULES),
  user: client.userId,
  roles: client.roles,
});

async function commonSettings(
  stores: Stores,
  input: OAuthClientInput,
  rules: OAuthClientRules,
  before: OAuthClient | undefined,
) {
  return {
    name: input.name.trim(),
    ...toAbout(input),
    accessPreset: input.accessPreset ?? 'read',
    scopes: scopesOf(input, rules),
    teamRestriction: await requireRestriction(stores, input, before),
    accessTokenLifetime: input.accessTokenLifetime ?? OAUTH_LIFETIMES.accessToken.default,
    requestsPerMinute: input.requestsPerMinute ?? undefined,
  };
}

function commonInput(client: OAuthClient, rules: OAuthClientRules): OAuthClientInput {
  const { name, accessPreset, scopes, teamRestriction, accessTokenLifetime } = client;
  const { requestsPerMinute } = client;
  const usual = defaultScopes({ ...rules, accessPreset });
  return {
    ...toAbout(client),
    ...{ name, accessPreset, teamRestriction, accessTokenLifetime, requestsPerMinute },
    // All that preset and type allow stays all, whatever becomes of the preset.
    ...(usual.join() === scopes.join() ? {} : { scopes }),
  };
}

async function requireRestriction(
  { directory }: Stores,
  { teamRestriction }: OAuthClientInput,
  before: OAuthClient | undefined,
): Promise<TeamRestriction> {
  const teamIds = distinct(teamRestriction?.teamIds);
  const organizationIds = distinct(teamRestriction?.organizationIds);
  const known = before?.teamRestriction;
  for (const id of teamIds) {
    const there = known?.teamIds.includes(id) || (await directory.findTeam(id));
    if (!there) missing('teamRestriction', 'team', id);
  }
  for (const id of organizationIds) {
    const there = known?.organizationIds.includes(id) || (await directory.findOrganization(id));
    if (!there) missing('teamRestriction', 'organization', id);
  }
  return { teamIds, organizationIds };
}

async function requireNodes({ directory }: Stores, roles: readonly ClientRole[]): Promise<void> {
  for (const { nodeType, nodeId, roleId } of roles) {
    const find = {
      organization: directory.findOrganization,
      team: directory.findTeam,
      app: directory.findApp,
    }[nodeType];
    if (!(await find(nodeId))) missing('roles', nodeType, nodeId);
    const role = await directory.findRole(roleId);
    if (!role) missing('roles', 'role', roleId);
    // It would count in every team, whatever node it is given at.
    if (role?.everywhere) {
      throw invalidRequest([
        { path: 'roles', message: `The role ${roleId} counts everywhere: give one that does not.` },
      ]);
    }
  }
}

const distinct = (values: readonly string[] = []): string[] => [...new Set(values)].toSorted();
