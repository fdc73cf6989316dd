import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  administration,
  type OpenAdministration,
  openAdministration,
} from '../../src/administration.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let operator: OpenAdministration;
let remove: () => Promise<void>;
let teams: { own: string; other: string };
let users: Record<'boss' | 'chief' | 'keeper' | 'ana', string>;

beforeAll(async () => {
  const folder = await temporaryFolder();
  remove = folder.remove;
  operator = await openAdministration({ database: join(folder.path, 'casement.db') });
  const { directory } = operator;
  const { id: organizationId } = await directory.createOrganization({ name: 'Nordlys' });
  const [own, other] = [
    await directory.createTeam({ organizationId, name: 'Øst & Vest' }),
    await directory.createTeam({ organizationId, name: 'ost vest' }),
  ];
  expect([own.slug, other.slug]).toEqual(['ost-vest', 'ost-vest-2']);
  teams = { own: own.id, other: other.id };
  const add = async (name: string, roleId: string): Promise<string> => {
    const { id } = await directory.createUser({ email: `${name}@example.com`, name });
    await directory.setMembership({ teamId: own.id, user: id, roleId });
    return id;
  };
  await directory.createRole({
    id: 'keeper',
    permissions: ['DIRECTORY_MANAGE', 'read:dashboards'],
  });
  users = {
    boss: await add('boss', 'super_admin'),
    chief: await add('chief', 'admin'),
    keeper: await add('keeper', 'keeper'),
    ana: await add('ana', 'viewer'),
  };
});
afterAll(async () => {
  await operator.close();
  await remove();
});

const as = (user: keyof typeof users) =>
  administration(operator.storage).as({ type: 'user', userId: users[user] }).directory;
const refused = { code: 'permission_required' };

test('a team’s administrator changes the memberships of that team only', async () => {
  const { own, other } = teams;
  const set = (teamId: string, roleId: string) =>
    as('chief').setMembership({ teamId, user: users.ana, roleId });
  expect(await set(own, 'editor')).toMatchObject({ roleId: 'editor' });
  expect(await set(own, 'viewer')).toMatchObject({ roleId: 'viewer' });
  await expect(set(other, 'viewer')).rejects.toMatchObject(refused);
  await expect(set(own, 'super_admin')).rejects.toMatchObject(refused);
});

test('nobody gives or takes away what they do not have', async () => {
  const keeper = as('keeper');
  const set = (user: keyof typeof users, roleId: string) =>
    keeper.setMembership({ teamId: teams.own, user: users[user], roleId });
  await expect(set('ana', 'editor')).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining('you lack write:dashboards'),
  });
  await expect(set('keeper', 'admin')).rejects.toMatchObject(refused);
  await expect(set('chief', 'viewer')).rejects.toMatchObject(refused);
  await expect(
    keeper.removeMembership({ teamId: teams.own, user: users.boss }),
  ).rejects.toMatchObject(refused);
  expect(await set('ana', 'keeper')).toMatchObject({ roleId: 'keeper' });
  await operator.directory.setMembership({ teamId: teams.own, user: users.ana, roleId: 'viewer' });
});

test('roles, users and organizations take an administrator of everything', async () => {
  const chief = as('chief');
  await expect(chief.createRole({ id: 'mine', permissions: [] })).rejects.toMatchObject(refused);
  await expect(chief.setRolePermissions('viewer', [])).rejects.toMatchObject(refused);
  await expect(chief.createOrganization({ name: 'Mine' })).rejects.toMatchObject(refused);
  await expect(chief.setUserStatus(users.boss, 'inactive')).rejects.toMatchObject(refused);
  const boss = as('boss');
  expect(await boss.createRole({ id: 'new', permissions: ['chart:draw'] })).toMatchObject({
    permissions: ['chart:draw'],
  });
  expect(await boss.setUserStatus(users.ana, 'inactive')).toMatchObject({ status: 'inactive' });
});

test('an app keeps its name for addresses to itself, and goes unless a client has a role there', async () => {
  const chief = as('chief');
  const app = await chief.createApp({ teamId: teams.own, name: 'Reports' });
  const twin = await chief.createApp({ teamId: teams.own, name: 'reports!' });
  expect([app.slug, twin.slug]).toEqual(['reports', 'reports-2']);
  const named = { teamId: teams.own, name: 'Third', slug: 'reports' };
  await expect(chief.createApp(named)).rejects.toMatchObject({ code: 'conflict' });
  await expect(chief.createApp({ ...named, slug: 'No' })).rejects.toMatchObject({
    faults: [{ path: 'slug' }],
  });
  await expect(chief.createApp({ ...named, teamId: teams.other, slug: 'x' })).rejects.toMatchObject(
    refused,
  );
  await chief.deleteApp(twin.id);
  await expect(chief.deleteApp(twin.id)).rejects.toMatchObject({ code: 'not_found' });
  expect(await chief.listApps(teams.own)).toEqual([app]);
});
