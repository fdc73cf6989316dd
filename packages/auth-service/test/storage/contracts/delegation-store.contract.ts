import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { seedClient, seedTeam, seedUser } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

export function delegationStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('client, team, user and current permissions in one', async () => {
    const { stores } = storage();
    const teamId = await seedTeam(stores);
    const user = await seedUser(stores, teamId, 'editor');
    const client = await seedClient(stores, teamId, { accessTokenLifetime: 60 });
    expect(await stores.delegations.find(client.id, user.id)).toEqual({
      client: {
        id: client.id,
        type: 'embedded',
        status: 'enabled',
        userMode: 'dynamic',
        staticUserId: undefined,
        accessTokenLifetime: 60,
      },
      team: { id: teamId, name: 'Team' },
      user: { id: user.id, email: user.email, name: 'U', status: 'active' },
      permissions: ['read:dashboards', 'write:dashboards'],
    });
  });

  test('only memberships in the team count, and roles that count everywhere', async () => {
    const { stores } = storage();
    const [teamId, elsewhere] = [await seedTeam(stores), await seedTeam(stores)];
    const client = await seedClient(stores, teamId);
    const permissionsOf = async (userId: string) =>
      (await stores.delegations.find(client.id, userId))?.permissions;
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
    expect((await stores.delegations.find(client.id, user.id))?.permissions).toEqual([]);
  });

  test('an unknown client or user is nothing', async () => {
    const { stores } = storage();
    const teamId = await seedTeam(stores);
    const [client, user] = [await seedClient(stores, teamId), await seedUser(stores, teamId)];
    expect(await stores.delegations.find('cli_none', user.id)).toBeUndefined();
    expect(await stores.delegations.find(client.id, 'usr_none')).toBeUndefined();
  });
}
