import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { clientCredentialsToken, createService } from '../support/oauth-requests.ts';
import { mintBody, postMint } from '../support/requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let boss: ApiCaller;
let chief: ApiCaller;

beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
  chief = await callerWithRole(service, { role: 'admin' });
});
afterAll(() => service.close());

test('who may not see others cannot find out whose addresses are known', async () => {
  const { team, otherTeam } = service;
  const viewer = await callerWithRole(service, { role: 'viewer' });
  const asked = (user: string) => [
    ['PATCH', `/api/v1/users/${user}`, { status: 'inactive' }] as const,
    ['PATCH', `/api/v1/users/${user}`, { locale: 'nb' }] as const,
    ['POST', `/api/v1/users/${user}/sign-out`, undefined] as const,
    ['GET', `/api/v1/browser-sessions?user_id=${user}`, undefined] as const,
    ['PUT', `/api/v1/teams/${otherTeam.id}/members/${user}`, { role_id: 'viewer' }] as const,
    ['DELETE', `/api/v1/teams/${otherTeam.id}/members/${user}`, undefined] as const,
  ];
  for (const caller of [viewer, chief]) {
    const told = async (user: string) => {
      const details: string[] = [];
      for (const [method, path, body] of asked(user)) {
        const { detail } = await caller.refused('permission_required', method, path, { body });
        details.push(detail);
      }
      return details;
    };
    expect(await told('oskar@example.com')).toEqual(await told('nobody@example.com'));
  }
  await boss.refused('not_found', 'POST', '/api/v1/users/nobody@example.com/sign-out');
  const nobody = `/api/v1/teams/${team.id}/members/nobody@example.com`;
  await chief.refused('not_found', 'PUT', nobody, { body: { role_id: 'viewer' } });
});

test('who may not act as others cannot find out either by naming them for a client', async () => {
  const { team } = service;
  await service.administration.directory.createRole({
    ...{ id: 'manager', permissions: ['OAUTH_CLIENT_MANAGE'] },
  });
  const manager = await callerWithRole(service, { role: 'manager' });
  const own = await manager.ok<{ client: { id: string } }>('POST', '/api/v1/clients', {
    ...{ type: 'embedded', name: 'Own', team_id: team.id, user_mode: 'static' },
    ...{ static_user: manager.userId, allowed_origins: ['https://wall.example.com'] },
  });
  const told = async (user: string) => {
    const refuse = async (method: string, path: string, body: object) => {
      const request = { body, headers: { 'If-Match': '*' } };
      return (await manager.refused('permission_required', method, path, request)).detail;
    };
    const wall = { type: 'embedded', name: 'Wall', team_id: team.id, user_mode: 'static' };
    const restriction = { team_restriction: { team_ids: [team.id] } };
    return [
      await refuse('POST', '/api/v1/client-previews', {
        ...{ ...wall, static_user: user, allowed_origins: ['https://wall.example.com'] },
      }),
      await refuse('POST', '/api/v1/clients', { type: 'service', name: 'S', user, ...restriction }),
      await refuse('PATCH', `/api/v1/clients/${own.client.id}`, { static_user: user }),
    ];
  };
  expect(await told('ana@example.com')).toEqual(await told('nobody@example.com'));
});

test('CM13: clients that one may not see are missing to a bulk deletion, too', async () => {
  const { client } = await service.administration.clients.createEmbeddedClient({
    ...{ id: 'finance-wall', name: 'Finance', teamId: service.otherTeam.id },
    ...{ userMode: 'dynamic', allowedOrigins: ['https://finance.example.com'] },
  });
  const deletion = (id: string) =>
    chief.refused('not_found', 'POST', '/api/v1/client-deletions', {
      body: { ids: [id], confirm_count: 1 },
    });
  const [unseen, unknown] = [await deletion(client.id), await deletion('nothing-there')];
  expect(unseen.errors).toEqual([
    { in: 'body', path: 'ids.0', message: `There is no client ${client.id}.` },
  ]);
  expect(unseen.detail).toBe(unknown.detail);
  expect(JSON.stringify(unseen)).not.toContain(service.otherTeam.id);
});

test('CM18: an app of a team that one does not see is as missing as one that is not there', async () => {
  const { directory } = service.administration;
  const { id } = await directory.createApp({ teamId: service.otherTeam.id, name: 'Night shift' });
  for (const method of ['GET', 'DELETE']) {
    const told = async (app: string) =>
      (await chief.refused('not_found', method, `/api/v1/apps/${app}`)).detail.replaceAll(app, '…');
    expect(await told(id)).toBe(await told('app_unknown'));
  }
  const reader = await callerWithRole(service, { role: 'viewer' });
  await reader.refused('not_found', 'DELETE', `/api/v1/apps/${id}`);
  await directory.createRole({ id: 'clerk', permissions: ['DIRECTORY_READ'] });
  const clerk = await callerWithRole(service, { role: 'clerk', teamId: service.otherTeam.id });
  // Who sees it is told why.
  await clerk.refused('permission_required', 'DELETE', `/api/v1/apps/${id}`);
  expect((await boss.send('DELETE', `/api/v1/apps/${id}`)).status).toBe(204);
});

test('names and addresses look like what they are', async () => {
  const deceiving = ['\u200b', '\u3164', '\u00ad', 'a\u202egpj', 'a\u2028b', 'a\u2066b', '\ud800a'];
  for (const name of deceiving) {
    await boss.refused('invalid_request', 'POST', '/api/v1/organizations', { body: { name } });
  }
  for (const name of ['نرم\u200cافزار', '👩\u200d🔧 Repairs', 'Zoë & <b>Søn</b>']) {
    expect(await boss.ok('POST', '/api/v1/organizations', { name })).toMatchObject({ name });
  }
  for (const mark of ['\u0000', '\u001b', '\u0085', '\u200b', '\u202e', '\ud800']) {
    const email = `a${mark}b@example.com`;
    await boss.refused('invalid_request', 'POST', '/api/v1/users', { body: { email, name: 'A' } });
  }
});

test('CM20: a token of a client that one does not see is as missing as one that is not there', async () => {
  const credentials = await createService(service, { user: service.oskar.id });
  await clientCredentialsToken(service, credentials);
  const { items } = await boss.ok<{ items: { tokens: { id: string }[] }[] }>(
    'GET',
    `/api/v1/connected-apps?client_id=${credentials.id}`,
  );
  const id = items[0]?.tokens[0]?.id ?? '';
  const told = async (token: string) =>
    (await chief.refused('not_found', 'DELETE', `/api/v1/tokens/${token}`)).detail;
  expect(await told(id)).toBe((await told('nothing-there')).replace('nothing-there', id));
});

test('whose addresses are known cannot be found out by minting for them and reading the audit log', async () => {
  interface Refused {
    items: { user_id: string | null; details: { count: number } }[];
  }
  const refusals = async (caller: ApiCaller) => {
    const path = `/api/v1/audit-events?type=user.refused&client_id=${service.dynamic.client.id}`;
    const { items } = await caller.ok<Refused>('GET', path);
    return items.map(({ user_id }) => user_id);
  };
  const refuse = async (email: string) => {
    // One event each, and not one for all of a minute.
    service.advance(61_000);
    expect((await postMint(service, mintBody({ user: { email } }))).status).toBe(403);
  };
  const { ana, oskar } = service;
  await refuse('oskar@example.com');
  await refuse('nobody@example.com');
  await service.administration.directory.setUserStatus(ana.id, 'inactive');
  await refuse('ana@example.com');
  expect(await refusals(boss)).toEqual([ana.id, null, oskar.id]);
  expect(await refusals(chief)).toEqual([ana.id, null, null]);
});
