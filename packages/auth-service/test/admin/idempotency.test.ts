import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let boss: ApiCaller;

beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
});
afterAll(() => service.close());

const create = (caller: ApiCaller, key: string, name: string) =>
  caller.send('POST', '/api/v1/organizations', {
    body: { name },
    headers: { 'Idempotency-Key': key },
  });
const named = async (name: string) =>
  (await service.administration.directory.listOrganizations()).filter((one) => one.name === name);

test('CM22: a creation that is sent twice happens once and is answered alike', async () => {
  const key = crypto.randomUUID();
  const [first, second] = [await create(boss, key, 'Once'), await create(boss, key, 'Once')];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body).toEqual(first.body);
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(await named('Once')).toHaveLength(1);
});

test('CM22: of twenty at once one creates, the others wait or get its answer', async () => {
  const key = crypto.randomUUID();
  const answers = await Promise.all(Array.from({ length: 20 }, () => create(boss, key, 'Many')));
  expect(await named('Many')).toHaveLength(1);
  for (const { status, body } of answers) {
    if (status !== 201) expect([status, body.code]).toEqual([409, 'request_in_progress']);
  }
  expect((await create(boss, key, 'Many')).status).toBe(201);
});

test('CM22: a key is its caller’s, good for one request, and for a day', async () => {
  const key = crypto.randomUUID();
  const { body } = await create(boss, key, 'Day');
  expect(await create(boss, key, 'Night')).toMatchObject({
    status: 422,
    body: { code: 'key_reused' },
  });
  const other = await callerWithRole(service, { role: 'super_admin' });
  expect((await create(other, key, 'Day')).body.id).not.toBe(body.id);
  expect(await create(boss, 'short', 'X')).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'header', path: 'Idempotency-Key' }] },
  });
});

test('CM22: what was refused is not remembered', async () => {
  const key = crypto.randomUUID();
  expect((await create(boss, key, ' ')).status).toBe(400);
  expect((await create(boss, key, 'Better')).status).toBe(201);
});

test('86: neither keys nor answers are readable in the database', async () => {
  const key = `key-${crypto.randomUUID()}`;
  await create(boss, key, 'Sealed answer');
  const bytes = [service.database, `${service.database}-wal`]
    .map((file) => readFileSync(file).toString('latin1'))
    .join('');
  expect(bytes).toContain('idempotency_keys');
  expect(bytes).not.toContain(key);
  expect(bytes).not.toContain('"name":"Sealed answer","created_at"');
});

test('CM22: who has lost the permission meanwhile gets no former answer with its secret', async () => {
  const caller = await callerWithRole(service, { role: 'admin' });
  const request = {
    headers: { 'Idempotency-Key': crypto.randomUUID() },
    body: {
      ...{ type: 'embedded', name: 'Wall', team_id: service.team.id, user_mode: 'dynamic' },
      allowed_origins: ['https://wall.example.com'],
    },
  };
  expect((await caller.send('POST', '/api/v1/clients', request)).status).toBe(201);
  const { directory } = service.administration;
  await directory.setMembership({ teamId: service.team.id, user: caller.userId, roleId: 'viewer' });
  await caller.refused('permission_required', 'POST', '/api/v1/clients', request);
});
