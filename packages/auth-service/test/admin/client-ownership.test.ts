import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import {
  APP,
  CLIENTS,
  type Created,
  createClient,
  embeddedFields,
  type Fields,
  faultsOfClient,
  serviceFields,
} from '../support/client-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let boss: ApiCaller & { userId: string };
let chief: ApiCaller & { userId: string };

beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
  chief = await callerWithRole(service, { role: 'admin' });
});
afterAll(() => service.close());

const create = (body: Fields, caller: ApiCaller = boss) => createClient(caller, body);
const faults = (body: Fields) => faultsOfClient(boss, body);
const EMBEDDED = () => embeddedFields(service);
const SERVICE = () => serviceFields(service);

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
