import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole, type Problem } from '../support/admin-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import { ISSUER, PORTAL, startTestService, type TestService } from '../support/test-service.ts';

type Fields = Record<string, unknown>;
interface Created {
  client: Fields & { id: string; version: number };
  client_secret: string | null;
  secret: Fields | null;
  warnings: { code: string; level: string; field: string; message: string }[];
}

let service: TestService;
let boss: ApiCaller & { userId: string };
let chief: ApiCaller & { userId: string };

beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
  chief = await callerWithRole(service, { role: 'admin' });
});
afterAll(() => service.close());

const CLIENTS = '/api/v1/clients';
const create = (body: Fields, caller: ApiCaller = boss) =>
  caller.ok<Created>('POST', CLIENTS, body);
const faults = async (body: Fields): Promise<string[]> => {
  const { errors = [] } = await boss.refused('invalid_request', 'POST', CLIENTS, { body });
  expect(errors.every((fault) => fault.in === 'body' && fault.message.length > 5)).toBe(true);
  return errors.map(({ path }) => path);
};
const APP = { type: 'app', name: 'App', redirect_uris: ['https://app.example.com/cb'] };
const EMBEDDED = () => ({
  ...{ type: 'embedded', name: 'Portal', team_id: service.team.id, user_mode: 'dynamic' },
  allowed_origins: [PORTAL],
});
const SERVICE = () => ({ type: 'service', name: 'Job', user: service.ana.id });

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

test('CM17: a service client is bound to a user, or has roles of its own per node', async () => {
  const bound = await create(SERVICE());
  const second = await create({ ...SERVICE(), name: 'Second job' });
  const ofAna = await boss.ok<{ items: Fields[] }>('GET', `${CLIENTS}?user_id=${service.ana.id}`);
  const ids = ofAna.items.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([bound.client.id, second.client.id]));
  const { id, organizationId } = service.team;
  const roles = [
    { node_type: 'organization', node_id: organizationId, role_id: 'viewer' },
    { node_type: 'team', node_id: id, role_id: 'editor' },
  ];
  const own = await create({ type: 'service', name: 'Own', roles });
  expect(own.client).toMatchObject({ user_id: null, roles });
  expect(await faults({ ...SERVICE(), roles })).toEqual(['roles']);
  const keys = `${CLIENTS}/${own.client.id}/keys`;
  const { publicJwk } = await createProofKey();
  const added = await boss.ok('POST', keys, { jwk: publicJwk });
  expect(await boss.ok('GET', keys)).toEqual({ items: [added] });
  await boss.refused('conflict', 'POST', keys, { body: { jwk: publicJwk } });
  await boss.refused('invalid_request', 'POST', keys, { body: { jwk: { ...publicJwk, d: 'x' } } });
});

test('CM19: managing takes OAUTH_CLIENT_MANAGE, acting as others IMPERSONATE_USERS, where it counts', async () => {
  const { directory } = service.administration;
  await directory.createRole({ id: 'reader', permissions: ['OAUTH_CLIENT_READ'] });
  await directory.createRole({ id: 'maker', permissions: ['OAUTH_CLIENT_MANAGE'] });
  const reader = await callerWithRole(service, { role: 'reader' });
  const maker = await callerWithRole(service, { role: 'maker' });
  const stranger = await callerWithRole(service, { role: 'admin', teamId: service.otherTeam.id });
  const { client } = await create(EMBEDDED(), chief);
  const one = `${CLIENTS}/${client.id}`;
  expect(await reader.ok('GET', one)).toEqual(client);
  await reader.refused('permission_required', 'POST', CLIENTS, { body: EMBEDDED() });
  await reader.refused('permission_required', 'POST', `${one}/pause`);
  await maker.refused('permission_required', 'POST', CLIENTS, { body: EMBEDDED() });
  const pinned = { ...EMBEDDED(), user_mode: 'static', static_user: maker.userId };
  expect((await create(pinned, maker)).client).toMatchObject({ static_user_id: maker.userId });
  for (const [method, path, body] of [
    ['GET', one],
    ['GET', `${one}/secrets`],
    ['PATCH', one, { name: 'Mine' }],
    ['POST', `${one}/pause`],
    ['POST', `${one}/rotate-secret`, {}],
    ['POST', `${one}/secrets`, {}],
    ['DELETE', `${one}?confirm_name=Portal`],
  ] as const) {
    const headers = { 'If-Match': '*' };
    await stranger.refused('not_found', method, path, { ...(body ? { body } : {}), headers });
  }
  const seen = await stranger.ok<{ items: Fields[] }>('GET', `${CLIENTS}?limit=200`);
  expect(seen.items.map(({ id }) => id)).not.toContain(client.id);
  await chief.refused('permission_required', 'POST', CLIENTS, { body: APP });
  const viewer = await callerWithRole(service, { role: 'viewer' });
  await viewer.refused('permission_required', 'GET', CLIENTS);
  await viewer.refused('not_found', 'GET', one);
});

test('CM16: templates for command-line, desktop and mobile, and the built-in clients', async () => {
  const { items } = await boss.ok<{ items: { id: string; fields: Fields }[] }>(
    ...(['GET', '/api/v1/client-templates'] as const),
  );
  expect(items.map(({ id }) => id)).toEqual(['command-line', 'desktop', 'mobile']);
  for (const { id, fields } of items) {
    const missing = id === 'mobile' ? { redirect_uris: ['https://app.example.com/m'] } : {};
    expect((await create({ name: id, ...fields, ...missing })).client.confidential).toBe(false);
  }
  const builtIn = await boss.ok<{ items: Fields[] }>('GET', `${CLIENTS}?search=casement-&sort=id`);
  expect(builtIn.items.map(({ id }) => id)).toEqual([
    ...['casement-cli', 'casement-console', 'casement-docs'],
  ]);
});

test('CM22: changes carry a version, and stale ones are refused', async () => {
  const made = await boss.send<Created>('POST', CLIENTS, { body: APP });
  expect(made.headers.get('etag')).toBe('"1"');
  const { id } = made.body.client;
  expect(made.headers.get('location')).toBe(`${ISSUER}${CLIENTS}/${id}`);
  const patch = (name: string, tag: string) =>
    boss.send('PATCH', `${CLIENTS}/${id}`, { body: { name }, headers: { 'If-Match': tag } });
  const first = await patch('First', '"1"');
  expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"']);
  expect(await patch('Second', '"1"')).toMatchObject({
    status: 412,
    body: { code: 'precondition_failed' },
  });
  expect((await patch('x', '"abc"')).status).toBe(412);
  expect((await boss.send('PATCH', `${CLIENTS}/${id}`, { body: { name: 'No tag' } })).status).toBe(
    428,
  );
  expect((await patch('Whatever', '*')).headers.get('etag')).toBe('"3"');
  const same = await patch('Whatever', '"3"');
  expect(same.headers.get('etag'), 'what is so already is no change').toBe('"3"');
  const read = await boss.send('GET', `${CLIENTS}/${id}`, { headers: { 'If-None-Match': '"3"' } });
  expect(read.status).toBe(304);
  const races = await Promise.all(['A', 'B', 'C'].map((name) => patch(name, '"3"')));
  expect(races.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
});
