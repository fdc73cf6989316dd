import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { clientCredentialsToken, postClientCredentials } from '../support/oauth-requests.ts';
import { basicAuth, startTestService, type TestService } from '../support/test-service.ts';

type Fields = Record<string, unknown>;
interface Created {
  client: Fields & { id: string };
  client_secret: string;
}

let service: TestService;
let boss: ApiCaller;
const CLIENTS = '/api/v1/clients';

beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
});
afterAll(() => service.close());

async function createJob(name = 'Job') {
  const { client, client_secret: secret } = await boss.ok<Created>('POST', CLIENTS, {
    ...{ type: 'service', name, user: service.ana.id },
  });
  return { id: client.id, secret, basic: basicAuth(client.id, secret) };
}
const tokenStatus = async (basic: string) =>
  (await postClientCredentials(service, { basic })).status;

test('CM10, 25, 26: rotation ends the old secret at once, or after an overlap, once the name is typed', async () => {
  const { id, basic } = await createJob();
  const rotate = (body: Fields) =>
    boss.send<Created>('POST', `${CLIENTS}/${id}/rotate-secret`, { body });
  expect(await rotate({})).toMatchObject({ status: 409, body: { code: 'confirmation_required' } });
  expect(await rotate({ confirm_name: 'Jobs' })).toMatchObject({ status: 409 });
  const first = await rotate({ confirm_name: 'Job', overlap_hours: 1 });
  expect(first.status).toBe(201);
  const renewed = basicAuth(id, first.body.client_secret);
  expect([await tokenStatus(basic), await tokenStatus(renewed)]).toEqual([200, 200]);
  const second = await rotate({ confirm_name: 'Job' });
  const newest = basicAuth(id, second.body.client_secret);
  expect([await tokenStatus(basic), await tokenStatus(renewed), await tokenStatus(newest)]).toEqual(
    [...[401, 401, 200]],
  );
  const { errors } = await boss.refused(
    'invalid_request',
    'POST',
    `${CLIENTS}/${id}/rotate-secret`,
    {
      body: { confirm_name: 'Job', overlap_hours: 73 },
    },
  );
  expect(errors).toMatchObject([{ path: 'overlap_hours' }]);
});

test('CM10: several named secrets live side by side, and end one by one', async () => {
  const { id, basic } = await createJob();
  const secrets = `${CLIENTS}/${id}/secrets`;
  const { client_secret } = await boss.ok<Created>('POST', secrets, { name: 'Blue' });
  const blue = basicAuth(id, client_secret);
  expect([await tokenStatus(basic), await tokenStatus(blue)]).toEqual([200, 200]);
  const { items } = await boss.ok<{ items: Fields[] }>('GET', secrets);
  expect(items).toMatchObject([
    { state: 'live', last_used_at: expect.any(String) },
    { name: 'Blue', state: 'live', last_used_at: expect.any(String) },
  ]);
  expect((await boss.send('DELETE', `${secrets}/${items[0]?.id}`)).status).toBe(204);
  expect([await tokenStatus(basic), await tokenStatus(blue)]).toEqual([401, 200]);
  await boss.refused('not_found', 'DELETE', `${secrets}/sec_none`);
});

test('CM11: a secret expires after 180 days, sooner, or never; typed-in ones are only hashed', async () => {
  const day = 24 * 3_600_000;
  const { id } = await createJob();
  const secrets = `${CLIENTS}/${id}/secrets`;
  const expiry = async (body: Fields) => {
    const { secret } = await boss.ok<{ secret: { created_at: string; expires_at: string | null } }>(
      ...(['POST', secrets, body] as const),
    );
    if (secret.expires_at === null) return null;
    return (Date.parse(secret.expires_at) - Date.parse(secret.created_at)) / day;
  };
  expect(await expiry({})).toBe(180);
  expect(await expiry({ expires_in_days: 7 })).toBe(7);
  expect(await expiry({ expires_in_days: null })).toBe(null);
  const value = 'Correct-Horse-Battery-Staple-9';
  const typed = await boss.ok<Created & { secret: Fields }>('POST', secrets, { value });
  expect(typed.secret).toMatchObject({ typed_in: true, prefix: '' });
  expect(await tokenStatus(basicAuth(id, value))).toBe(200);
  await boss.refused('invalid_request', 'POST', secrets, { body: { value: 'short' } });
  await boss.refused('invalid_request', 'POST', secrets, { body: { expires_in_days: 0 } });
});

test('CM13: pausing ends tokens at once and resuming gives none back; revoking is for good', async () => {
  const job = await createJob();
  const one = `${CLIENTS}/${job.id}`;
  const token = await clientCredentialsToken(service, job);
  const status = async () =>
    (await fetch(`${service.url}/api/v1/me`, { headers: { Authorization: `Bearer ${token}` } }))
      .status;
  expect(await status()).toBe(200);
  const paused = await boss.send('POST', `${one}/pause`, { headers: { 'If-Match': '"1"' } });
  expect(paused).toMatchObject({ status: 200, body: { status: 'inactive', version: 2 } });
  expect([await status(), await tokenStatus(job.basic)]).toEqual([401, 401]);
  await boss.refused('precondition_failed', 'POST', `${one}/resume`, {
    headers: { 'If-Match': '"1"' },
  });
  expect(await boss.ok('POST', `${one}/resume`)).toMatchObject({ status: 'active' });
  expect([await status(), await tokenStatus(job.basic)]).toEqual([401, 200]);
  expect(await boss.ok('POST', `${one}/revoke`)).toMatchObject({ status: 'revoked' });
  await boss.refused('conflict', 'POST', `${one}/resume`);
  expect(await boss.ok('GET', one)).toMatchObject({ status: 'revoked' });
});

test('CM13: deleting takes the name', async () => {
  const { id } = await createJob('Old & gone');
  const one = `${CLIENTS}/${id}`;
  await boss.refused('confirmation_required', 'DELETE', one);
  await boss.refused('confirmation_required', 'DELETE', `${one}?confirm_name=Old`);
  const path = `${one}?confirm_name=${encodeURIComponent('Old & gone')}`;
  expect((await boss.send('DELETE', path)).status).toBe(204);
  await boss.refused('not_found', 'GET', one);
});

test('CM13, 82: five hundred are deleted at once, each with an audit event; one missing rejects all', async () => {
  const { clients } = service.administration;
  const ids: string[] = [];
  for (let index = 0; index < 500; index++) {
    const id = `bulk-${index}`;
    await clients.createAppClient({
      id,
      name: id,
      confidential: false,
      redirectUris: ['https://a.example/'],
    });
    ids.push(id);
  }
  const total = async () =>
    (await boss.ok<{ total: number }>('GET', `${CLIENTS}?search=bulk-&with_total=true&limit=1`))
      .total;
  const remove = (body: Fields) => boss.send('POST', '/api/v1/client-deletions', { body });
  const missing = await remove({ ids: [...ids.slice(1), 'bulk-none'], confirm_count: 500 });
  expect(missing).toMatchObject({ status: 404, body: { errors: [{ path: 'ids.499' }] } });
  expect(await remove({ ids })).toMatchObject({ body: { code: 'confirmation_required' } });
  expect(await remove({ ids: [...ids, 'x'], confirm_count: 501 })).toMatchObject({ status: 400 });
  const builtIn = await remove({ ids: [...ids.slice(1), 'casement-docs'], confirm_count: 500 });
  expect(builtIn.status).toBe(409);
  expect(await total()).toBe(500);
  expect(await remove({ ids, confirm_count: 500 })).toMatchObject({ body: { deleted: 500 } });
  expect(await total()).toBe(0);
  const events = await service.administration.audit.list({ type: 'client.deleted', limit: 1000 });
  const deleted = events.flatMap(({ clientId }) => clientId ?? []).filter((id) => ids.includes(id));
  expect(deleted.toSorted()).toEqual(ids.toSorted());
});
