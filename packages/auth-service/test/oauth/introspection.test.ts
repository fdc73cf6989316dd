import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type Credentials,
  clientCredentialsToken,
  createService,
  introspection,
  oauthError,
  postForm,
} from '../support/oauth-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import { openSession } from '../support/requests.ts';
import {
  basicAuth,
  DASHBOARD_BASIC,
  ISSUER,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

const INACTIVE = { active: false };

let service: TestService;
let credentials: Credentials;
let token: string;
beforeAll(async () => {
  service = await startTestService();
});
beforeEach(async () => {
  credentials = await createService(service);
  token = await clientCredentialsToken(service, credentials);
});
afterAll(() => service.close());

const ask = (value = token, basic = DASHBOARD_BASIC) => introspection(service, value, basic);

test('a dashboard application learns what a token may do, team by team', async () => {
  expect(await ask()).toEqual({
    active: true,
    iss: ISSUER,
    sub: service.ana.id,
    client_id: credentials.id,
    scope: 'consumer read read:clients read:dashboards',
    token_type: 'Bearer',
    iat: expect.any(Number),
    exp: expect.any(Number),
    jti: expect.stringMatching(/^[\w-]{43}$/),
    teams: [{ id: service.team.id, name: 'Operations', permissions: ['read:dashboards'] }],
  });
  expect(await ask(token, credentials.basic)).toMatchObject({ active: true });
});

test('57 who does not say who they are, or cannot prove it: 401', async () => {
  const { client } = await service.administration.clients.createAppClient({
    name: 'Public',
    confidential: false,
    redirectUris: ['https://app.example.com/cb'],
  });
  const attempts: [Record<string, string>, Record<string, string>][] = [
    [{ token }, {}],
    [{ token, client_id: credentials.id }, {}],
    [{ token, client_id: 'nobody' }, {}],
    [{ token, client_id: credentials.id, client_secret: 'wrong' }, {}],
    [{ token, client_id: client.id, client_secret: 'any' }, {}],
    [{ token }, { Authorization: basicAuth(credentials.id, 'wrong') }],
    [{ token }, { Authorization: service.dynamic.basic }],
  ];
  for (const [form, headers] of attempts) {
    const response = await postForm(service, '/oauth2/introspect', form, headers);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(await oauthError(response)).toEqual([401, 'invalid_client']);
  }
});

test('58 garbage is inactive', async () => {
  const wrong = ['garbage', `${token}x`, token.slice(1), 'x'.repeat(10_000), 'a.b.c', "' or 1=1"];
  for (const value of wrong) {
    expect(await ask(value)).toEqual(INACTIVE);
    expect(await ask(value, credentials.basic)).toEqual(INACTIVE);
  }
});

test('59 another client’s token is inactive, and one of the embedded part', async () => {
  const other = await createService(service);
  expect(await ask(token, other.basic)).toEqual(INACTIVE);
  const session = await openSession(service, await createProofKey());
  expect(await ask(session.access_token, other.basic)).toEqual(INACTIVE);
  expect(await ask(session.access_token)).toMatchObject({ active: true });
});

test('60 a paused client’s token is inactive, also after the client is resumed', async () => {
  const { clients } = service.administration;
  await clients.pause(credentials.id);
  expect(await ask()).toEqual(INACTIVE);
  await clients.resume(credentials.id);
  expect(await ask()).toEqual(INACTIVE);
  expect(await ask(await clientCredentialsToken(service, credentials))).toMatchObject({
    active: true,
  });
});

test('60 the token of a client that is revoked is inactive, and never a 500', async () => {
  await service.storage.stores.clients.setStatus(credentials.id, 'revoked');
  expect(await ask()).toEqual(INACTIVE);
});

test('an expired token', async () => {
  const own = await startTestService();
  try {
    const short = await createService(own, { accessTokenLifetime: 60 });
    const value = await clientCredentialsToken(own, short);
    expect(await introspection(own, value, DASHBOARD_BASIC)).toMatchObject({ active: true });
    own.advance(61_000);
    expect(await introspection(own, value, DASHBOARD_BASIC)).toEqual(INACTIVE);
  } finally {
    await own.close();
  }
});

test('83 role, team and status of the user count at once (OA9)', async () => {
  const { directory } = service.administration;
  const [teamId, user] = [service.team.id, service.ana.id];
  const full = await createService(service, { accessPreset: 'full' });
  const value = await clientCredentialsToken(service, full, { scope: 'read write' });
  const teams = async () =>
    ((await ask(value)).teams as { id: string; permissions: string[] }[]).map(
      ({ id, permissions }) => [id, permissions.join(' ')],
    );
  expect(await teams()).toEqual([[teamId, 'read:dashboards']]);
  await directory.setMembership({ teamId, user, roleId: 'editor' });
  expect(await teams()).toEqual([[teamId, 'read:dashboards write:dashboards']]);
  await directory.setMembership({ teamId: service.otherTeam.id, user, roleId: 'viewer' });
  expect(await teams()).toContainEqual([service.otherTeam.id, 'read:dashboards']);
  await directory.removeMembership({ teamId: service.otherTeam.id, user });
  await directory.setMembership({ teamId, user, roleId: 'viewer' });
  expect(await teams()).toEqual([[teamId, 'read:dashboards']]);
  await directory.setUserStatus(user, 'inactive');
  expect(await ask(value)).toEqual(INACTIVE);
  await directory.setUserStatus(user, 'active');
});

test('OA9: the scope narrows what the user may', async () => {
  const { directory } = service.administration;
  const [teamId, user] = [service.team.id, service.ana.id];
  await directory.setMembership({ teamId, user, roleId: 'admin' });
  const full = await createService(service, { accessPreset: 'full' });
  const may = async (scope: string) => {
    const value = await clientCredentialsToken(service, full, { scope });
    return ((await ask(value)).teams as { permissions: string[] }[])[0]?.permissions;
  };
  expect(await may('read:dashboards')).toEqual(['read:dashboards']);
  expect(await may('management')).toEqual([
    ...['AUDIT_READ', 'DIRECTORY_MANAGE', 'DIRECTORY_READ'],
    ...['OAUTH_CLIENT_MANAGE', 'OAUTH_CLIENT_READ'],
  ]);
  expect(await may('read write')).toContain('IMPERSONATE_USERS');
  await directory.setMembership({ teamId, user, roleId: 'viewer' });
  expect(await may('management')).toEqual([]);
});

test('CM4: the team restriction limits the teams', async () => {
  const { directory } = service.administration;
  const user = service.ana.id;
  const { id: elsewhere } = await directory.createOrganization({ name: 'Elsewhere' });
  const abroad = await directory.createTeam({ organizationId: elsewhere, name: 'Abroad' });
  await directory.setMembership({ teamId: abroad.id, user, roleId: 'viewer' });
  const teamsWith = async (teamRestriction: object) => {
    const one = await createService(service, { teamRestriction });
    const { teams } = await ask(await clientCredentialsToken(service, one));
    return (teams as { id: string }[]).map(({ id }) => id).toSorted();
  };
  const both = [service.team.id, abroad.id].toSorted();
  expect(await teamsWith({})).toEqual(both);
  expect(await teamsWith({ teamIds: [abroad.id] })).toEqual([abroad.id]);
  expect(await teamsWith({ organizationIds: [elsewhere] })).toEqual([abroad.id]);
  expect(await teamsWith({ teamIds: [service.team.id], organizationIds: [elsewhere] })).toEqual(
    both,
  );
  expect(await teamsWith({ teamIds: [service.otherTeam.id] })).toEqual([]);
  await directory.removeMembership({ teamId: abroad.id, user });
});

test('CM17: a subject of its own, with roles in a team and over an organization', async () => {
  const { directory } = service.administration;
  const { organizationId } = service.team;
  const own = await createService(service, {
    accessPreset: 'full',
    roles: [
      { nodeType: 'team', nodeId: service.team.id, roleId: 'editor' },
      { nodeType: 'organization', nodeId: organizationId, roleId: 'viewer' },
    ],
  });
  const value = await clientCredentialsToken(service, own, { scope: 'read write' });
  const answer = await ask(value);
  expect(answer).toMatchObject({ sub: own.id, client_id: own.id });
  expect(answer.teams).toEqual(
    expect.arrayContaining([
      {
        id: service.team.id,
        name: 'Operations',
        permissions: ['read:dashboards', 'write:dashboards'],
      },
      { id: service.otherTeam.id, name: 'Finance', permissions: ['read:dashboards'] },
    ]),
  );
  const later = await directory.createTeam({ organizationId, name: 'Later' });
  expect((await ask(value)).teams).toContainEqual({
    id: later.id,
    name: 'Later',
    permissions: ['read:dashboards'],
  });
});

test('CM17: a role whose permissions change tells verifiers about the clients that have it', async () => {
  const { directory } = service.administration;
  const { securityEvents } = service.storage.stores;
  const { id: roleId } = await directory.createRole({ id: 'exporter', permissions: [] });
  const own = await createService(service, {
    roles: [{ nodeType: 'team', nodeId: service.team.id, roleId }],
  });
  const value = await clientCredentialsToken(service, own);
  expect((await ask(value)).teams).toMatchObject([{ permissions: [] }]);
  const before = await securityEvents.newestSequence();
  await directory.setRolePermissions(roleId, ['read:dashboards']);
  expect(await securityEvents.listAfter(before, 10)).toMatchObject([
    { type: 'client.changed', clientId: own.id },
  ]);
  expect((await ask(value)).teams).toMatchObject([{ permissions: ['read:dashboards'] }]);
});

const revoke = (value: string, basic: string) =>
  postForm(service, '/oauth2/revoke', { token: value }, { Authorization: basic });

test('61 revoking garbage, or what has ended already, is answered 200', async () => {
  for (const value of ['garbage', 'a.b.c', 'x'.repeat(5_000)]) {
    expect((await revoke(value, credentials.basic)).status).toBe(200);
  }
  for (let time = 0; time < 2; time++) {
    expect((await revoke(token, credentials.basic)).status).toBe(200);
    expect(await ask()).toEqual(INACTIVE);
  }
});

test('62 another client’s token is not revoked, of whatever kind', async () => {
  const other = await createService(service);
  const session = await openSession(service, await createProofKey());
  for (const value of [token, session.access_token]) {
    expect(await oauthError(await revoke(value, other.basic))).toEqual([400, 'invalid_request']);
    expect(await ask(value)).toMatchObject({ active: true });
  }
  expect(await oauthError(await revoke(token, service.dynamic.basic))).toEqual([
    400,
    'invalid_request',
  ]);
  expect(await ask()).toMatchObject({ active: true });
});

test('who does not authenticate, or sends no token, revokes nothing', async () => {
  expect(await oauthError(await revoke(token, DASHBOARD_BASIC))).toEqual([401, 'invalid_client']);
  const none = await postForm(service, '/oauth2/revoke', { token });
  expect(await oauthError(none)).toEqual([401, 'invalid_client']);
  const empty = await postForm(service, '/oauth2/revoke', {}, { Authorization: credentials.basic });
  expect(await oauthError(empty)).toEqual([400, 'invalid_request']);
  expect(await ask()).toMatchObject({ active: true });
});

test('a revocation is audited, and resource servers hear of it by the token’s jti', async () => {
  const { jti } = await ask();
  await postForm(service, '/oauth2/revoke', { token }, { Authorization: credentials.basic });
  const [audited] = await service.storage.stores.audit.list({ type: 'token.revoked' });
  expect(audited).toMatchObject({ clientId: credentials.id, subjectId: jti });
  const newest = await service.storage.stores.securityEvents.newestSequence();
  const [event] = await service.storage.stores.securityEvents.listAfter(newest - 1, 1);
  expect(event).toMatchObject({ type: 'token.revoked', jti });
});

test('27 two ways of authenticating', async () => {
  const form = { token, client_id: credentials.id, client_secret: credentials.secret };
  for (const path of ['/oauth2/introspect', '/oauth2/revoke']) {
    const headers = { Authorization: credentials.basic };
    const response = await postForm(service, path, form, headers);
    expect(await oauthError(response)).toEqual([400, 'invalid_request']);
  }
});

test('swept when they have expired', async () => {
  const { oauthArtifacts } = service.storage.stores;
  expect(await oauthArtifacts.sweep(Date.now(), 500)).toBe(0);
  expect(await oauthArtifacts.sweep(Date.now() + 3_700_000, 500)).toBeGreaterThan(0);
  expect(await ask()).toEqual(INACTIVE);
});
