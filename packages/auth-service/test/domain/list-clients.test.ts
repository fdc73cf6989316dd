import { afterAll, beforeAll, expect, test } from 'vitest';
import { administration } from '../../src/administration.ts';
import type { Storage } from '../../src/domain/storage.ts';
import type { Administration, ClientQuery } from '../../src/index.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';

const DAY = 24 * 3_600_000;
const BEGIN = Date.UTC(2026, 0, 1);

let now = BEGIN;
let storage: Storage;
let all: Administration;
let teams: string[];
let ana: string;

beforeAll(async () => {
  storage = await openSqlite(':memory:');
  all = administration(storage, () => now);
  const { directory, clients } = all;
  const { id: organizationId } = await directory.createOrganization({ name: 'Nordlys' });
  const team = async (name: string) => (await directory.createTeam({ organizationId, name })).id;
  teams = [await team('Operations'), await team('Finance'), await team('Sales')];
  const [operations = '', finance = ''] = teams;
  ({ id: ana } = await directory.createUser({ email: 'ana@example.com', name: 'Ana' }));
  await directory.setMembership({ teamId: operations, user: ana, roleId: 'viewer' });
  const app = (id: string, teamIds: string[], organizationIds: string[] = []) =>
    clients.createAppClient({
      ...{ id, name: id, redirectUris: ['https://app.example/cb'] },
      teamRestriction: { teamIds, organizationIds },
    });
  await clients.createEmbeddedClient({
    ...{ id: 'wall', name: 'Wall', teamId: operations, userMode: 'static', staticUser: ana },
    allowedOrigins: ['https://wall.example'],
  });
  await clients.createEmbeddedClient({
    ...{ id: 'portal', name: 'Portal', teamId: finance, userMode: 'dynamic' },
    allowedOrigins: ['https://portal.example'],
    secret: { expiresInDays: 10 },
  });
  now += 40 * DAY;
  await app('app-operations', [operations]);
  await app('app-both', [operations, finance]);
  await app('app-organization', [], [organizationId]);
  await app('app-mixed', [operations], [organizationId]);
  await app('app-all', []);
  await clients.createServiceClient({ id: 'nightly', name: 'Nightly', user: ana });
  await storage.stores.clients.touchClient('nightly', now);
});
afterAll(() => storage.close());

const ids = async (query: ClientQuery, by = all) =>
  (await by.clients.list(query)).clients.map(({ id }) => id);
/** By one role in some teams. */
async function somebody(name: string, roleId: string, ...teamIds: string[]) {
  const { id } = await all.directory.createUser({ email: `${name}@example.com`, name });
  for (const teamId of teamIds) await all.directory.setMembership({ teamId, user: id, roleId });
  return { ...all, ...all.as({ type: 'user', userId: id }) };
}

test('CM14: of a team are its embedded clients and those that are limited to it by name', async () => {
  expect(await ids({ teamId: teams[0] })).toEqual([
    'app-both',
    'app-mixed',
    'app-operations',
    'wall',
  ]);
  expect(await ids({ teamId: teams[2] })).toEqual([]);
  expect(await ids({ teamLimit: 'all' })).toEqual(['app-all', 'nightly']);
});

test('CM17: as a user act services of it, and embedded clients that pin it', async () => {
  expect(await ids({ userId: ana })).toEqual(['nightly', 'wall']);
});

test('CM22: stale are those that were not used since, unless they are as young', async () => {
  expect(await ids({ unusedSince: BEGIN + 30 * DAY })).toEqual(['portal', 'wall']);
  expect(await ids({ unusedSince: now + 1 })).toHaveLength(8);
  expect(await ids({ unusedSince: now })).not.toContain('nightly');
});

test('CM11: what expires soon, or has expired already, comes first when sorted so', async () => {
  expect(await ids({ expiresBefore: now })).toEqual(['portal']);
  expect((await ids({ sort: 'expiresAt' })).slice(0, 2)).toEqual(['portal', 'wall']);
});

test('CM19: everybody sees the clients all of whose teams are theirs, and no others', async () => {
  const [operations = '', finance = ''] = teams;
  const ofOne = await somebody('one', 'admin', operations);
  const ofBoth = await somebody('both', 'admin', operations, finance);
  expect(await ids({}, ofOne)).toEqual(['app-operations', 'wall']);
  expect(await ids({}, ofBoth)).toEqual(['app-both', 'app-operations', 'portal', 'wall']);
  expect(await ofBoth.clients.count()).toBe(4);
  expect(await ids({ search: 'all' }, ofBoth)).toEqual(['wall']);
  expect(await ids({}, await somebody('root', 'super_admin', finance))).toHaveLength(8);
  const nobody = await somebody('nobody', 'viewer', operations);
  const refused = { code: 'permission_required' };
  await expect(nobody.clients.list()).rejects.toMatchObject(refused);
  for (const by of [ofOne, ofBoth]) {
    for (const { id } of (await by.clients.list()).clients) await by.clients.get(id);
  }
});

test('pages follow one another, also while clients come and go', async () => {
  const first = await all.clients.list({ limit: 3 });
  expect(first.clients.map(({ id }) => id)).toEqual(['app-all', 'app-both', 'app-mixed']);
  const next = await all.clients.list({ limit: 1, cursor: first.nextCursor });
  expect(next.clients.map(({ id }) => id)).toEqual(['app-operations']);
  await all.clients.update('app-mixed', { name: 'zz' });
  const second = await all.clients.list({ limit: 50, cursor: first.nextCursor });
  expect(second.nextCursor).toBeUndefined();
  expect(second.clients.map(({ id }) => id)).toEqual([
    ...['app-operations', 'app-organization', 'nightly', 'portal', 'wall', 'app-mixed'],
  ]);
  await all.clients.update('app-mixed', { name: 'app-mixed' });
});

test('every fault of a query is named', async () => {
  const { nextCursor } = await all.clients.list({ limit: 1 });
  const wrong: [ClientQuery, string][] = [
    [{ limit: 0 }, 'limit'],
    [{ limit: 201 }, 'limit'],
    [{ limit: 1.5 }, 'limit'],
    [{ sort: 'secret' }, 'sort'],
    [{ order: 'up' }, 'order'],
    [{ status: ['active', 'enabled'] }, 'status.1'],
    [{ type: ['web'] }, 'type.0'],
    [{ teamLimit: 'some' }, 'teamLimit'],
    [{ scope: 'admin' }, 'scope'],
    [{ search: 'x'.repeat(201) }, 'search'],
    [{ unusedSince: Number.NaN }, 'unusedSince'],
    [{ cursor: 'nonsense' }, 'cursor'],
    [{ cursor: nextCursor, order: 'desc' }, 'cursor'],
    [{ cursor: nextCursor, sort: 'createdAt' }, 'cursor'],
    [{ cursor: Buffer.from('["name","asc",{},"x"]').toString('base64url') }, 'cursor'],
  ];
  for (const [query, path] of wrong) {
    await expect(all.clients.list(query), path).rejects.toMatchObject({
      code: 'invalid_request',
      faults: [{ path }],
    });
  }
  const several = { limit: 0, sort: 'x', scope: 'y' };
  await expect(all.clients.list(several)).rejects.toMatchObject({
    faults: [{ path: 'limit' }, { path: 'sort' }, { path: 'scope' }],
  });
});

test('a scope that thousands have is found as well as one that few have', async () => {
  const service = await storage.stores.clients.find('nightly');
  if (service?.type !== 'service') throw new Error('nightly is a service');
  await storage.transaction(async ({ clients }) => {
    for (let number = 0; number < 2_001; number++) {
      const id = `many-${String(number).padStart(4, '0')}`;
      await clients.insert({
        ...service,
        id,
        name: id,
        scopes: number % 2 ? ['read'] : ['consumer'],
      });
    }
  });
  const odd = { scope: 'read', search: 'many', sort: 'id', limit: 2 };
  expect(await ids(odd)).toEqual(['many-0001', 'many-0003']);
  expect(await ids({ ...odd, order: 'desc' })).toEqual(['many-1999', 'many-1997']);
  // Beyond the threshold with those that were there.
  const even = await storage.stores.clients.find('many-0000');
  if (even?.type !== 'service') throw new Error('many-0000 is a service');
  await storage.transaction(async ({ clients }) => {
    for (let number = 0; number < 2_001; number++) {
      const id = `more-${String(number).padStart(4, '0')}`;
      await clients.insert({ ...even, id, name: id, scopes: ['read', 'consumer'] });
    }
  });
  expect(await ids({ ...odd, search: 'm', order: 'desc' })).toEqual(['more-2000', 'more-1999']);
  expect(await ids({ ...odd, status: ['revoked'] })).toEqual([]);
  expect(await all.clients.count({ scope: 'consumer', search: 'more' })).toBe(2_001);
});
