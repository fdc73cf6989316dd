import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAdministration } from '../../src/index.ts';

let administration: Awaited<ReturnType<typeof openAdministration>>;
beforeAll(async () => {
  administration = await openAdministration({ database: ':memory:' });
});
afterAll(() => administration.close());

async function makeApps(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const { client } = await administration.clients.createAppClient({
      name: `App ${index}`,
      redirectUris: ['https://app.example.com/cb'],
      confidential: false,
    });
    ids.push(client.id);
  }
  return ids;
}

test('CM13, 82: of 500 clients all are deleted, or none where one is missing', async () => {
  const { clients, storage } = administration;
  const ids = await makeApps(500);
  const { audit, securityEvents } = storage.stores;
  const deletions = async () =>
    (await audit.list({ type: 'client.deleted', limit: 10_000 })).map(({ clientId }) => clientId);
  const place = await securityEvents.newestSequence();
  const missing = clients.bulkDelete(ids.with(321, 'cli_none'));
  await expect(missing).rejects.toMatchObject({
    code: 'not_found',
    faults: [{ path: 'ids.321', message: 'There is no client cli_none.' }],
  });
  expect(await clients.count()).toBe(500);
  expect(await deletions()).toEqual([]);
  expect(await securityEvents.newestSequence()).toBe(place);

  expect(await clients.bulkDelete(ids)).toBe(500);
  expect(await clients.count()).toBe(0);
  expect((await deletions()).toSorted()).toEqual(ids.toSorted());
  expect(await securityEvents.newestSequence()).toBe(place + 500);
});

test('CM13: none, more than 500, or one named twice', async () => {
  const { clients } = administration;
  const [id = ''] = await makeApps(1);
  for (const [ids, path] of [
    [[], 'ids'],
    [Array.from({ length: 501 }, (_, index) => `cli_${index}`), 'ids'],
    [[id, id], 'ids.1'],
  ] as const) {
    await expect(clients.bulkDelete(ids)).rejects.toMatchObject({
      code: 'invalid_request',
      faults: [{ path }],
    });
  }
  await clients.delete(id);
});

test('CM13: deletion is confirmed by typing the name, of several by their number', async () => {
  const { clients, directory, as } = administration;
  const organization = await directory.createOrganization({ name: 'Nordlys' });
  const team = await directory.createTeam({ organizationId: organization.id, name: 'Operations' });
  const root = await directory.createUser({ email: 'root@example.com', name: 'Root' });
  await directory.setMembership({ teamId: team.id, user: root.id, roleId: 'super_admin' });
  const byRoot = as({ type: 'user', userId: root.id }).clients;
  const [one = '', ...others] = await makeApps(4);
  const refused = { code: 'confirmation_required' };
  await expect(byRoot.delete(one)).rejects.toMatchObject(refused);
  await expect(byRoot.delete(one, { confirmName: one })).rejects.toMatchObject(refused);
  await byRoot.delete(one, { confirmName: 'App 0' });
  await expect(byRoot.bulkDelete(others)).rejects.toMatchObject(refused);
  await expect(byRoot.bulkDelete(others, { confirmCount: 4 })).rejects.toMatchObject(refused);
  await byRoot.bulkDelete(others, { confirmCount: 3 });
  expect(await clients.count()).toBe(0);
});

test('CM13, CM19: one that is not the actor’s to delete keeps all of them', async () => {
  const { clients, directory, as } = administration;
  const [team] = await directory.listTeams();
  const admin = await directory.createUser({ email: 'admin@example.com', name: 'Admin' });
  const teamId = team?.id ?? '';
  await directory.setMembership({ teamId, user: admin.id, roleId: 'admin' });
  const byAdmin = as({ type: 'user', userId: admin.id }).clients;
  const own = await byAdmin.createAppClient({
    name: 'Own',
    redirectUris: ['https://app.example.com/cb'],
    teamRestriction: { teamIds: [teamId] },
  });
  const [everybodys = ''] = await makeApps(1);
  const both = byAdmin.bulkDelete([own.client.id, everybodys], { confirmCount: 2 });
  await expect(both, 'not to be seen either').rejects.toMatchObject({ code: 'not_found' });
  await directory.createRole({ id: 'auditor', permissions: ['OAUTH_CLIENT_READ'] });
  await directory.setMembership({ teamId, user: admin.id, roleId: 'auditor' });
  const seen = byAdmin.bulkDelete([own.client.id], { confirmCount: 1 });
  await expect(seen).rejects.toMatchObject({ code: 'permission_required' });
  expect(await clients.count()).toBe(2);
});

test('CM16: a built-in client is not deleted, alone or with others', async () => {
  const { clients } = administration;
  const id = 'casement-cli';
  await clients.createAppClient({ id, name: 'Ours', redirectUris: ['https://a.example/cb'] });
  const [other = ''] = await makeApps(1);
  await expect(clients.delete(id)).rejects.toMatchObject({ code: 'conflict' });
  await expect(clients.bulkDelete([other, id])).rejects.toMatchObject({ code: 'conflict' });
  expect(await clients.get(other)).toMatchObject({ status: 'active' });
});
