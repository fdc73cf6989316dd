import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole, type Problem } from '../support/admin-requests.ts';
import {
  APP,
  CLIENTS,
  createClient,
  embeddedFields,
  type Fields,
  faultsOfClient,
  serviceFields,
} from '../support/client-requests.ts';
import { PORTAL, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let boss: ApiCaller & { userId: string };

beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
});
afterAll(() => service.close());

const create = (body: Fields, caller: ApiCaller = boss) => createClient(caller, body);
const faults = (body: Fields) => faultsOfClient(boss, body);
const EMBEDDED = () => embeddedFields(service);
const SERVICE = () => serviceFields(service);

test('CM1: three types, each with its own fields; those of others are refused, not ignored', async () => {
  for (const body of [APP, EMBEDDED(), SERVICE()]) {
    const { client } = await create(body);
    expect(client).toMatchObject({
      type: body.type,
      name: body.name,
      status: 'active',
      version: 1,
    });
    expect(await boss.ok('GET', `${CLIENTS}/${client.id}`)).toEqual(client);
  }
  expect(
    await faults({ ...EMBEDDED(), redirect_uris: [], refresh_token: true, scopes: [] }),
  ).toEqual([...['redirect_uris', 'refresh_token', 'scopes']]);
  expect(await faults({ ...APP, allowed_origins: [PORTAL], team_id: 'x' })).toEqual([
    ...['allowed_origins', 'team_id'],
  ]);
  expect(await faults({ ...SERVICE(), grant_types: [], cors_origins: [] })).toEqual([
    ...['grant_types', 'cors_origins'],
  ]);
  expect(await faults({ ...APP, nonsense: 1 })).toEqual(['nonsense']);
  expect(await faults({ type: 'toaster', name: 'T' })).toEqual(['type']);
  expect(await faults({ type: 'app', redirect_uris: [1] })).toEqual(['name', 'redirect_uris.0']);
});

test('CM2: a confidential client has a secret, a public one none', async () => {
  const confidential = await create(APP);
  expect(confidential.client_secret).toMatch(/^csm_sk_/);
  const open = await create({ ...APP, confidential: false });
  expect([open.client_secret, open.secret, open.client.confidential]).toEqual([null, null, false]);
  await boss.refused('conflict', 'POST', `${CLIENTS}/${open.client.id}/secrets`, { body: {} });
});

test('CM3: an ID is generated, or chosen and then unchangeable; description, home page, contact', async () => {
  const about = {
    ...{ description: 'Reports', client_uri: 'https://reports.example.com/' },
    contact: 'owner@example.com',
  };
  const { client } = await create({ ...APP, id: 'my-reports', ...about });
  expect(client).toMatchObject({ id: 'my-reports', ...about, created_by: boss.userId });
  expect((await create(APP)).client.id).toMatch(/^cli_/);
  const taken = await boss.refused('conflict', 'POST', CLIENTS, {
    body: { ...APP, id: 'my-reports' },
  });
  expect(taken.detail).toContain('my-reports');
  const { errors } = await boss.refused('invalid_request', 'PATCH', `${CLIENTS}/my-reports`, {
    ...{ body: { id: 'other' }, headers: { 'If-Match': '*' } },
  });
  expect(errors).toMatchObject([{ in: 'body', path: 'id' }]);
  expect(await faults({ ...APP, id: 'a b', contact: 'x', client_uri: 'http://x' })).toEqual([
    ...['id', 'client_uri', 'contact'],
  ]);
});

test('CM4: team selection, and restriction to teams or organizations; empty means all', async () => {
  const { id, organizationId } = service.team;
  const { client } = await create(APP);
  expect(client).toMatchObject({
    ...{ team_selection: 'single', all_teams: true },
    team_restriction: { team_ids: [], organization_ids: [] },
  });
  const limited = await create({
    ...{ ...APP, team_selection: 'multiple' },
    team_restriction: { team_ids: [id], organization_ids: [organizationId] },
  });
  expect(limited.client).toMatchObject({
    ...{ team_selection: 'multiple', all_teams: false },
    team_restriction: { team_ids: [id], organization_ids: [organizationId] },
  });
  await boss.refused('not_found', 'POST', CLIENTS, {
    body: { ...APP, team_restriction: { team_ids: ['team_none'] } },
  });
});

test('CM5: access is read-only, unless full is asked for', async () => {
  const { client } = await create(APP);
  expect(client.access_preset).toBe('read');
  expect(client.scopes).not.toContain('write');
  expect(await faults({ ...APP, scopes: ['write:dashboards'] })).toEqual(['scopes.0']);
  const full = await create({ ...APP, access_preset: 'full' });
  expect(full.client.scopes).toContain('write');
});

test('CM6: lifetimes have defaults, and long ones warnings by level', async () => {
  const day = 24 * 3600;
  const { client, warnings } = await create(APP);
  expect(client).toMatchObject({
    ...{ access_token_lifetime: 3600, refresh_token: false, refresh_token_lifetime: 7 * day },
  });
  expect(warnings).toEqual([]);
  const levels: (string | undefined)[] = [];
  for (const days of [6, 7, 30, 31, 90, 91]) {
    const body = { ...APP, refresh_token: true, refresh_token_lifetime: days * day };
    const { warnings: found } = await create(body);
    expect(found.every(({ field }) => field === 'refresh_token_lifetime')).toBe(true);
    levels.push(found[0]?.level);
  }
  expect(levels).toEqual([
    ...[undefined, 'information', 'information', 'security', 'security', 'high'],
  ]);
});

test('CM7: full access for long has to be confirmed, and a preview says so before', async () => {
  const long = { ...APP, access_preset: 'full', access_token_lifetime: 25 * 3600 };
  const { confirmations } = (await boss.refused('confirmation_required', 'POST', CLIENTS, {
    body: long,
  })) as Problem & { confirmations?: unknown[] };
  expect(confirmations).toMatchObject([
    { code: 'full_access_long_access_token', level: 'high', field: 'access_token_lifetime' },
  ]);
  const count = async () =>
    (await boss.ok<{ total: number }>('GET', `${CLIENTS}?with_total=true`)).total;
  const before = await count();
  expect(await boss.ok('POST', '/api/v1/client-previews', long)).toMatchObject({
    client: { id: '', access_token_lifetime: 25 * 3600 },
    confirmations,
  });
  expect(await count(), 'a preview makes nothing').toBe(before);
  await boss.refused('invalid_request', 'POST', '/api/v1/client-previews', {
    body: { ...long, name: '' },
  });
  const { client } = await create({ ...long, confirmed: true });
  const refresh = { refresh_token: true, refresh_token_lifetime: 31 * 24 * 3600 };
  const patch = { body: refresh, headers: { 'If-Match': '*' } };
  await boss.refused('confirmation_required', 'PATCH', `${CLIENTS}/${client.id}`, patch);
});

test('CM8: grant types, redirect URIs, post-logout URIs, CORS origins and scopes', async () => {
  const settings = {
    grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
    redirect_uris: ['https://app.example.com/cb', 'http://localhost/cb'],
    post_logout_redirect_uris: ['https://app.example.com/bye'],
    cors_origins: ['https://app.example.com'],
    scopes: ['email', 'openid', 'read'],
  };
  const { client } = await create({ ...APP, ...settings });
  expect(client).toMatchObject(settings);
  expect(
    await faults({
      ...APP,
      ...{
        redirect_uris: ['javascript:alert(1)', 'https://*.example.com/'],
        grant_types: ['password'],
      },
      ...{ cors_origins: ['https://a.example/'], scopes: ['everything'] },
    }),
  ).toEqual([
    ...['scopes.0', 'grant_types.0', 'redirect_uris.0', 'redirect_uris.1', 'cors_origins.0'],
  ]);
});

test('CM9, 81: a secret is shown once, and nowhere again', async () => {
  const { client, client_secret, secret } = await create(APP);
  expect(secret).toMatchObject({ prefix: client_secret?.slice(0, 11), state: 'live' });
  const shown = await Promise.all(
    [
      ...[`${CLIENTS}/${client.id}`, `${CLIENTS}/${client.id}/secrets`, CLIENTS],
      '/api/v1/audit-events?limit=200',
    ].map((path) => boss.ok('GET', path)),
  );
  expect(JSON.stringify(shown)).not.toContain(client_secret);
  expect(JSON.stringify(shown)).not.toContain('hash');
  expect(service.log()).not.toContain(client_secret);
});
