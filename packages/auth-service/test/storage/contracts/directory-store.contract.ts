import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { seedService, seedTeam, seedUser, unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

export function directoryStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('organizations and teams come back as they were', async () => {
    const { directory } = storage().stores;
    const organization = { id: unique('org'), name: 'Ärø <b>', createdAt: 1_800_000_000_000 };
    await directory.insertOrganization(organization);
    expect(await directory.findOrganization(organization.id)).toEqual(organization);
    expect(await directory.listOrganizations()).toContainEqual(organization);
    const team = {
      id: unique('team'),
      organizationId: organization.id,
      name: 'T',
      slug: unique('t'),
      createdAt: 2,
    };
    await directory.insertTeam(team);
    expect(await directory.findTeam(team.id)).toEqual(team);
    expect(await directory.listTeams(organization.id)).toEqual([team]);
    expect(await directory.listTeams()).toContainEqual(team);
    expect(await directory.listTeams('org_none')).toEqual([]);
    expect(await directory.findTeamBySlug(team.slug)).toEqual(team);
    expect(await directory.findTeamBySlug('none')).toBeUndefined();
    await expect(
      directory.insertTeam({
        ...team,
        id: unique('team'),
        slug: unique('t'),
        organizationId: 'org_none',
      }),
    ).rejects.toThrow();
  });

  test('apps belong to a team, are found by ID and slug, and go', async () => {
    const { stores } = storage();
    const { directory } = stores;
    const teamId = await seedTeam(stores);
    const app = { id: unique('app'), teamId, name: 'App', slug: unique('a'), createdAt: 3 };
    await directory.insertApp(app);
    expect(await directory.findApp(app.id)).toEqual(app);
    expect(await directory.findAppBySlug(app.slug)).toEqual(app);
    expect(await directory.listApps(teamId)).toEqual([app]);
    expect(await directory.listApps()).toContainEqual(app);
    expect(await directory.listApps('team_none')).toEqual([]);
    await expect(directory.insertApp({ ...app, id: unique('app') })).rejects.toThrow();
    expect(await directory.deleteApp(app.id)).toBe(true);
    expect(await directory.deleteApp(app.id)).toBe(false);
    expect(await directory.findApp(app.id)).toBeUndefined();
  });

  test('an e-mail address belongs to one user, in whatever case', async () => {
    const { directory } = storage().stores;
    const id = unique('usr');
    const user = {
      id,
      email: `${id}@Example.com`,
      name: 'U',
      status: 'active',
      createdAt: 1,
    } as const;
    expect(await directory.insertUser(user)).toBe(true);
    const twin = { ...user, id: unique('usr'), email: user.email.toUpperCase() };
    expect(await directory.insertUser(twin)).toBe(false);
    expect(await directory.findUserByEmail(user.email.toUpperCase())).toEqual(user);
    expect(await directory.findUser(id)).toEqual(user);
    expect(await directory.findUser(twin.id)).toBeUndefined();
    expect(await directory.listUsers()).toContainEqual(user);
    expect(await directory.setUserStatus(id, 'inactive')).toBe(true);
    expect((await directory.findUser(id))?.status).toBe('inactive');
    expect(await directory.setUserStatus('usr_none', 'inactive')).toBe(false);
  });

  test('the seeded roles', async () => {
    const { directory } = storage().stores;
    const viewer = ['read:dashboards'];
    const editor = [...viewer, 'write:dashboards'];
    const admin = [
      ...['AUDIT_READ', 'DIRECTORY_MANAGE', 'DIRECTORY_READ'],
      ...['IMPERSONATE_USERS', 'OAUTH_CLIENT_MANAGE', 'OAUTH_CLIENT_READ'],
      ...editor,
    ];
    expect(await directory.listRoles()).toEqual([
      { id: 'admin', everywhere: false, permissions: admin },
      { id: 'editor', everywhere: false, permissions: editor },
      { id: 'super_admin', everywhere: true, permissions: admin },
      { id: 'viewer', everywhere: false, permissions: viewer },
    ]);
  });

  test('roles are made once, and their permissions replaced', async () => {
    const { directory } = storage().stores;
    const role = { id: unique('role'), everywhere: false, permissions: ['a', 'b'] };
    expect(await directory.insertRole(role)).toBe(true);
    expect(await directory.insertRole({ ...role, permissions: [] })).toBe(false);
    expect(await directory.findRole(role.id)).toEqual(role);
    expect(await directory.setRolePermissions(role.id, ['c'])).toBe(true);
    expect((await directory.findRole(role.id))?.permissions).toEqual(['c']);
    const given = { nodeType: 'team' as const, roleId: role.id };
    const { id } = await seedService(storage().stores, {
      roles: ['a', 'b'].map((nodeId) => ({ ...given, nodeId })),
    });
    expect(await directory.clientsWithRole(role.id)).toEqual([id]);
    expect(await directory.clientsWithRole('none')).toEqual([]);
    expect(await directory.setRolePermissions('none', [])).toBe(false);
  });

  test('a membership has one role, which changes, and ends', async () => {
    const { stores } = storage();
    const { directory } = stores;
    const teamId = await seedTeam(stores);
    const { id: userId } = await seedUser(stores, teamId);
    expect(await directory.permissionsIn(teamId, userId)).toEqual(['read:dashboards']);
    await directory.putMembership({ teamId, userId, roleId: 'editor', createdAt: 9 });
    const [membership, ...others] = await directory.listMemberships({ teamId });
    expect(membership).toEqual({ teamId, userId, roleId: 'editor', createdAt: 1 });
    expect(others).toEqual([]);
    expect(await directory.listMemberships({ userId })).toEqual([membership]);
    expect(await directory.permissionsIn(teamId, userId)).toContain('write:dashboards');
    expect(await directory.deleteMembership(teamId, userId)).toBe(true);
    expect(await directory.deleteMembership(teamId, userId)).toBe(false);
    expect(await directory.permissionsIn(teamId, userId)).toBeUndefined();
    expect(await directory.permissionsEverywhere(userId)).toEqual([]);
    await directory.putMembership({ teamId, userId, roleId: 'super_admin', createdAt: 9 });
    expect(await directory.permissionsEverywhere(userId)).toEqual(
      await directory.permissionsIn('team_of_nobody', userId),
    );
    expect(await directory.permissionsEverywhere(userId)).toContain('OAUTH_CLIENT_MANAGE');
    const unknownRole = { teamId, userId, roleId: 'none', createdAt: 1 };
    await expect(directory.putMembership(unknownRole)).rejects.toThrow();
  });
}
