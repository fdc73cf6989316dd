import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { DomainError, invalidRequest, refuseFaults } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Stores } from '../storage.ts';
import { type AppClientInput, appClientFaults, appGrants, appRules } from './app-client-input.ts';
import {
  requireClientAuthority,
  requireSubjectAuthority,
  restrictedJurisdiction,
} from './client-authority.ts';
import { type LifetimeWarning, lifetimeWarnings } from './lifetime-warning.ts';
import type { ManagementDependencies } from './manage-clients.ts';
import {
  type AppClient,
  OAUTH_LIFETIMES,
  type OAuthClient,
  type OAuthClientBase,
  type ServiceClient,
  type TeamRestriction,
} from './oauth-client.ts';
import { type OAuthClientInput, type OAuthClientRules, scopesOf } from './oauth-client-input.ts';
import { issueSecret } from './rotate-secret.ts';
import {
  SERVICE_RULES,
  type ServiceClientInput,
  serviceClientFaults,
} from './service-client-input.ts';

export interface CreatedOAuthClient<C extends OAuthClient = OAuthClient> {
  client: C;
  /** Shown once, kept nowhere; `undefined` for a public client. */
  clientSecret: string | undefined;
  /** What deserves a second thought (CM6). */
  warnings: LifetimeWarning[];
}

/**
 * Makes an application to which users sign in, with a first secret unless it is public (CM1–CM8).
 *
 * @throws DomainError `invalid_request` with every fault, `not_found`, `permission_required`, `conflict`
 */
export async function createAppClient(
  deps: ManagementDependencies,
  actor: Actor,
  input: AppClientInput,
): Promise<CreatedOAuthClient<AppClient>> {
  refuseFaults(appClientFaults(input));
  const { refreshToken, refreshGrace } = OAUTH_LIFETIMES;
  const client: AppClient = {
    type: 'app',
    ...(await commonFields(deps, actor, input, appRules(input))),
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
  await requireClientAuthority(
    deps.storage.stores,
    actor,
    restrictedJurisdiction(client.teamRestriction),
  );
  return {
    client,
    clientSecret: await insert(deps, actor, client, client.confidential),
    warnings: lifetimeWarnings(client),
  };
}

/**
 * Makes a program's client for client credentials, bound to a user or with roles of its own (CM17).
 *
 * @throws DomainError `invalid_request` with every fault, `not_found`, `permission_required`, `conflict`
 */
export async function createServiceClient(
  deps: ManagementDependencies,
  actor: Actor,
  input: ServiceClientInput,
): Promise<CreatedOAuthClient<ServiceClient>> {
  refuseFaults(serviceClientFaults(input));
  const { stores } = deps.storage;
  const client: ServiceClient = {
    type: 'service',
    ...(await commonFields(deps, actor, input, SERVICE_RULES)),
    userId: input.user === undefined ? undefined : await requireActiveUser(stores, input.user),
    roles: (input.roles ?? []).toSorted((a, b) => (a.nodeId < b.nodeId ? -1 : 1)),
  };
  await requireNodes(stores, client);
  const jurisdiction = restrictedJurisdiction(client.teamRestriction);
  await requireClientAuthority(stores, actor, jurisdiction);
  await requireSubjectAuthority(stores, actor, jurisdiction, client.userId);
  return { client, clientSecret: await insert(deps, actor, client, true), warnings: [] };
}

async function commonFields(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  input: OAuthClientInput,
  rules: OAuthClientRules,
): Promise<OAuthClientBase> {
  const teamRestriction: TeamRestriction = {
    teamIds: distinct(input.teamRestriction?.teamIds),
    organizationIds: distinct(input.teamRestriction?.organizationIds),
  };
  const { directory } = storage.stores;
  for (const id of teamRestriction.teamIds) {
    if (!(await directory.findTeam(id))) missing('teamRestriction', 'team', id);
  }
  for (const id of teamRestriction.organizationIds) {
    if (!(await directory.findOrganization(id))) missing('teamRestriction', 'organization', id);
  }
  return {
    id: input.id ?? newId('cli'),
    name: input.name.trim(),
    description: input.description,
    clientUri: input.clientUri,
    contact: input.contact,
    accessPreset: input.accessPreset ?? 'read',
    scopes: scopesOf(input, rules),
    teamRestriction,
    accessTokenLifetime: input.accessTokenLifetime ?? OAUTH_LIFETIMES.accessToken.default,
    status: 'active',
    createdAt: clock(),
    createdBy: actor.type === 'user' ? actor.userId : undefined,
  };
}

function insert(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  client: OAuthClient,
  withSecret: boolean,
): Promise<string | undefined> {
  return storage.transaction(async (stores) => {
    if (!(await stores.clients.insert(client))) {
      throw new DomainError(
        'conflict',
        `id: a client ${client.id} exists already. Choose another.`,
      );
    }
    const issued = withSecret
      ? await issueSecret(stores, client.id, 'default', client.createdAt)
      : undefined;
    await recordAudit(stores.audit, clock, {
      type: 'client.created',
      actor,
      clientId: client.id,
      subjectId: client.id,
      details: {
        name: client.name,
        client_type: client.type,
        access_preset: client.accessPreset,
        scopes: client.scopes.join(' '),
        access_token_lifetime: client.accessTokenLifetime,
      },
    });
    return issued?.secret;
  });
}

async function requireActiveUser({ directory }: Stores, name: string): Promise<string> {
  const user = name.includes('@')
    ? await directory.findUserByEmail(name)
    : await directory.findUser(name);
  if (!user) return missing('user', 'user', name);
  if (user.status === 'active') return user.id;
  throw invalidRequest([{ path: 'user', message: `User ${name} is inactive: activate it first.` }]);
}

async function requireNodes({ directory }: Stores, { roles }: ServiceClient): Promise<void> {
  for (const { nodeType, nodeId, roleId } of roles) {
    const node =
      nodeType === 'team'
        ? await directory.findTeam(nodeId)
        : await directory.findOrganization(nodeId);
    if (!node) missing('roles', nodeType, nodeId);
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

const LISTS = { team: 'teams', organization: 'orgs', user: 'users', role: 'roles' } as const;

function missing(field: string, kind: keyof typeof LISTS, id: string): never {
  throw new DomainError(
    'not_found',
    `${field}: there is no ${kind} ${id}. See them with: casement ${LISTS[kind]} list`,
  );
}
