import { randomUUID } from 'node:crypto';
import type { EmbeddedClient } from '../../../src/domain/client/client.ts';
import type { ClientSecret } from '../../../src/domain/client/client-secret.ts';
import type { AppClient, ServiceClient } from '../../../src/domain/client/oauth-client.ts';
import type { User } from '../../../src/domain/directory/directory.ts';
import type { EmbeddedSession } from '../../../src/domain/embedded-session/embedded-session.ts';
import type { Stores } from '../../../src/domain/storage.ts';

/** Distinct in every call. */
export const unique = (prefix: string): string => `${prefix}_${randomUUID()}`;

export async function seedTeam({ directory }: Stores): Promise<string> {
  const organization = { id: unique('org'), name: 'Org', createdAt: 1 };
  const [id, slug] = [unique('team'), unique('team')];
  const team = { id, organizationId: organization.id, name: 'Team', slug, createdAt: 1 };
  await directory.insertOrganization(organization);
  await directory.insertTeam(team);
  return team.id;
}

export async function seedUser(stores: Stores, teamId?: string, roleId = 'viewer'): Promise<User> {
  const id = unique('usr');
  const user: User = { id, email: `${id}@example.com`, name: 'U', status: 'active', createdAt: 1 };
  await stores.directory.insertUser(user);
  if (teamId !== undefined) {
    await stores.directory.putMembership({ teamId, userId: id, roleId, createdAt: 1 });
  }
  return user;
}

/** A client that is new and about which nothing was said. */
export const RECORD = {
  description: undefined,
  clientUri: undefined,
  contact: undefined,
  requestsPerMinute: undefined,
  status: 'active',
  version: 1,
  createdAt: 1,
  createdBy: undefined,
  lastUsedAt: undefined,
  expiresAt: undefined,
} as const;

export async function seedClient(
  stores: Stores,
  teamId: string,
  extra: Partial<EmbeddedClient> = {},
): Promise<EmbeddedClient> {
  const client: EmbeddedClient = {
    id: unique('cli'),
    type: 'embedded',
    name: 'Client',
    ...RECORD,
    teamId,
    userMode: 'dynamic',
    staticUserId: undefined,
    accessTokenLifetime: 300,
    allowedOrigins: ['https://a.example', 'https://b.example'],
    ...extra,
  };
  await stores.clients.insert(client);
  return client;
}

export const secretOf = (clientId: string, extra: Partial<ClientSecret> = {}): ClientSecret => ({
  id: unique('sec'),
  clientId,
  name: 'default',
  hash: unique('hash'),
  prefix: 'csm_sk_abcd',
  createdAt: 1,
  expiresAt: undefined,
  revokedAt: undefined,
  lastUsedAt: undefined,
  ...extra,
});

const oauthClient = () => ({
  id: unique('cli'),
  name: 'Client',
  ...RECORD,
  accessPreset: 'read' as const,
  scopes: ['openid' as const, 'read' as const],
  teamRestriction: { teamIds: [], organizationIds: [] },
  accessTokenLifetime: 3600,
});

export async function seedApp(stores: Stores, extra: Partial<AppClient> = {}): Promise<AppClient> {
  const client: AppClient = {
    type: 'app',
    ...oauthClient(),
    confidential: true,
    platform: 'web',
    grantTypes: ['authorization_code'],
    redirectUris: ['https://app.example/cb'],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: undefined,
    corsOrigins: [],
    teamSelection: 'single',
    refreshToken: false,
    refreshTokenLifetime: 604_800,
    refreshGrace: 0,
    ...extra,
  };
  await stores.clients.insert(client);
  return client;
}

export async function seedService(
  stores: Stores,
  extra: Partial<ServiceClient> = {},
): Promise<ServiceClient> {
  const client: ServiceClient = {
    type: 'service',
    ...oauthClient(),
    scopes: ['read'],
    userId: undefined,
    roles: [],
    ...extra,
  };
  await stores.clients.insert(client);
  return client;
}

/** An embedded session that may live for a minute. */
export const sessionOf = (extra: Partial<EmbeddedSession> = {}): EmbeddedSession => ({
  id: unique('ses'),
  clientId: 'cli_1',
  userId: 'usr_1',
  teamId: 'team_1',
  embedderOrigin: 'https://a.example',
  audience: 'https://dash.example',
  keyThumbprint: 'thumbprint',
  createdAt: 1_000,
  lastRenewedAt: 1_000,
  renewals: 0,
  expiresAt: 61_000,
  tokenIssuedAt: 1,
  userAgent: 'Browser/1',
  address: '192.0.2.1',
  revokedAt: undefined,
  revokedReason: undefined,
  ...extra,
});
