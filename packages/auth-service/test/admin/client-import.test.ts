import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

interface Imported {
  clients: { client: Record<string, unknown>; client_secret: string | null }[];
}
type Exported = { clients: Record<string, unknown>[] };

let service: TestService;
let boss: ApiCaller;
beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
});
afterAll(() => service.close());

const app = { type: 'app', name: 'App', redirect_uris: ['https://a.example/'] };
const exported = (query: string) =>
  boss.ok<Exported>('GET', `/api/v1/clients/export?format=json&${query}`);
const count = async () =>
  (await boss.ok<{ total: number }>('GET', '/api/v1/clients?with_total=true')).total;

test('CM22: what was exported can be imported, with every setting and a new secret', async () => {
  const { clients } = service.administration;
  const { id, ...embedded } = service.pinned.client;
  await clients.createServiceClient({ name: 'Moved service', id: 'moved-2', user: service.ana.id });
  await clients.createAppClient({
    ...{ name: 'Moved app', id: 'moved-3', redirectUris: ['https://a.example/'] },
    ...{ refreshToken: true, teamRestriction: { teamIds: [service.team.id] } },
  });
  const moved = await exported('search=moved');
  expect(moved.clients).toHaveLength(2);
  await clients.bulkDelete(['moved-2', 'moved-3']);
  const made = await boss.ok<Imported>('POST', '/api/v1/clients/import', moved);
  expect(made.clients.map(({ client_secret }) => client_secret)).toEqual(
    Array(2).fill(expect.stringMatching(/^csm_sk_/)),
  );
  expect(await exported('search=moved')).toEqual(moved);
  const wall = await exported(`search=${id}`);
  expect(wall.clients).toMatchObject([{ type: 'embedded', name: embedded.name }]);
  await clients.delete(id);
  await boss.ok('POST', '/api/v1/clients/import', wall);
  expect(await exported(`search=${id}`)).toEqual(wall);
});

test('CM22: one fault, and none is made; every fault of every client is told by its place', async () => {
  const before = await count();
  const problem = await boss.refused('invalid_request', 'POST', '/api/v1/clients/import', {
    body: {
      clients: [
        { ...app, id: 'import-1' },
        { ...app, id: 'import-1' },
        { ...app, redirect_uris: ['http://a.example/'] },
        { type: 'service', name: 'Lost', user: 'nobody@example.com' },
        { ...app, id: 'moved-3' },
      ],
    },
  });
  expect(problem.errors?.map(({ path }) => path)).toEqual([
    'clients.1.id',
    'clients.2.redirect_uris.0',
    'clients.3.user',
    'clients.4.id',
  ]);
  expect(await count()).toBe(before);
});

test('CM22: a dry run checks and makes nothing', async () => {
  const before = await count();
  const body = { clients: [app], dry_run: true };
  const { clients } = await boss.ok<Imported>('POST', '/api/v1/clients/import', body);
  expect(clients).toMatchObject([{ client: { name: 'App' }, client_secret: null }]);
  expect(await count()).toBe(before);
  await boss.refused('invalid_request', 'POST', '/api/v1/clients/import', {
    body: { clients: Array(501).fill(app), dry_run: true },
  });
});

test('CM9: few of them have typed-in secrets, which are hashed slowly', async () => {
  const before = await count();
  const typed = { ...app, secret: { value: 'correct-horse-battery-staple-1' } };
  const { errors } = await boss.refused('invalid_request', 'POST', '/api/v1/clients/import', {
    body: { clients: Array(51).fill(typed) },
  });
  expect(errors).toEqual([
    {
      ...{ in: 'body', path: 'clients' },
      message: expect.stringMatching(/^At most 50 .*secret\.value.*these are 51\. Leave/),
    },
  ]);
  expect(await count()).toBe(before);
  // So many at once are no trouble.
  const body = { clients: [...Array(2).fill(typed), ...Array(98).fill(app)] };
  const { clients } = await boss.ok<Imported>('POST', '/api/v1/clients/import', body);
  expect(clients).toHaveLength(100);
});

test('CM22: who may not manage clients imports none', async () => {
  const viewer = await callerWithRole(service, { role: 'viewer' });
  await viewer.refused('permission_required', 'POST', '/api/v1/clients/import', {
    body: { clients: [app] },
  });
});
