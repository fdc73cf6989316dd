import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { seedClient, seedTeam, seedUser } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

/** One of those that `seedClient` allows. */
const ORIGIN = 'https://a.example';

export function delegationStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('client, team, user and current permissions in one', async () => {
    const { stores } = storage();
    const teamId = await seedTeam(stores);
    const user = await seedUser(stores, teamId, 'editor');
    const client = await seedClient(stores, teamId, {
      accessTokenLifetime: 60,
      requestsPerMinute: 90,
    });
    expect(await stores.delegations.find(client.id, user.id, ORIGIN)).toEqual({
      client: {
        id: client.id,
        type: 'embedded',
        status: 'active',
        userMode: 'dynamic',
        staticUserId: undefined,
        accessTokenLifetime: 60,
        requestsPerMinute: 90,
      },
      team: { id: teamId, name: 'Team' },
      user: { id: user.id, email: user.email, name: 'U', status: 'active' },
      originAllowed: true,
      permissions: ['read:dashboards', 'write:dashboards'],
    });
  });

  test('an origin is allowed as long as it is one of the client’s, to the letter', async () => {
    const { stores } = storage();
    const teamId = await seedTeam(stores);
    const user = await seedUser(stores, teamId);
    const client = await seedClient(stores, teamId);
    const other = await seedClient(stores, teamId, { allowedOrigins: ['https://c.example'] });
    const allowed = async (origin: string) =>
      (await stores.delegations.find(client.id, user.id, origin))?.originAllowed;
    expect(await allowed('https://b.example')).toBe(true);
    for (const origin of [...other.allowedOrigins, 'https://B.example', 'null', '']) {
      expect(await allowed(origin), origin).toBe(false);
    }
    await stores.clients.replace({ ...client, allowedOrigins: [ORIGIN] }, client.version);
    expect(await allowed('https://b.example')).toBe(false);
  });

  test('only memberships in the team count, and roles that count everywhere', async () => {
    const { stores } = storage();
    const [teamId, elsewhere] = [await seedTeam(stores), await seedTeam(stores)];
    const client = await seedClient(stores, teamId);
    const permissionsOf = async (userId: string) =>
      (await stores.delegations.find(client.id, userId, ORIGIN))?.permissions;
    expect(await permissionsOf((await seedUser(stores)).id)).toBeUndefined();
    expect(await permissionsOf((await seedUser(stores, elsewhere, 'admin')).id)).toBeUndefined();
    const root = await seedUser(stores, elsewhere, 'super_admin');
    expect(await permissionsOf(root.id)).toContain('IMPERSONATE_USERS');
    // Twice the same permissions, by two memberships: named once.
    const membership = { teamId, userId: root.id, roleId: 'viewer', createdAt: 1 };
    await stores.directory.putMembership(membership);
    const permissions = (await permissionsOf(root.id)) ?? [];
    expect(permissions).toHaveLength(new Set(permissions).size);
  });

  test('a member whose role permits nothing is a member', async () => {
    const { stores } = storage();
    const teamId = await seedTeam(stores);
    await stores.directory.insertRole({ id: 'nothing', everywhere: false, permissions: [] });
    const user = await seedUser(stores, teamId, 'nothing');
    const client = await seedClient(stores, teamId);
    expect((await stores.delegations.find(client.id, user.id, ORIGIN))?.permissions).toEqual([]);
  });

  test('an unknown client or user is nothing', async () => {
    const { stores } = storage();
    const teamId = await seedTeam(stores);
    const [client, user] = [await seedClient(stores, teamId), await seedUser(stores, teamId)];
    expect(await stores.delegations.find('cli_none', user.id, ORIGIN)).toBeUndefined();
    expect(await stores.delegations.find(client.id, 'usr_none', ORIGIN)).toBeUndefined();
  });
}
