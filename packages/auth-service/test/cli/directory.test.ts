import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshCasement } from '../support/casement.ts';

const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const id = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_[\\w-]+$`));

let casement: Awaited<ReturnType<typeof freshCasement>>;
beforeAll(async () => {
  casement = await freshCasement();
});
afterAll(() => casement.remove());

test('organizations and teams are added, listed, and named by ID or by name', async () => {
  const { json, say, refused } = casement;
  const organization = await json<{ id: string }>('orgs', 'add', 'Nordlys');
  expect(organization).toEqual({ id: id('org'), name: 'Nordlys', created_at: INSTANT });
  const team = await json('teams', 'add', 'Operations', '--org', 'Nordlys');
  expect(team).toEqual({
    id: id('team'),
    name: 'Operations',
    slug: 'operations',
    organization_id: organization.id,
    organization_name: 'Nordlys',
    created_at: INSTANT,
  });
  await say('teams', 'add', 'Finance', '--org', organization.id);
  expect(await json('teams', 'list', '--org', 'Nordlys')).toHaveLength(2);
  expect(await json('orgs', 'list')).toEqual([organization]);
  const list = (await say('teams', 'list')).trimEnd().split('\n');
  expect(list).toHaveLength(5);
  expect(list[0]).toMatch(/^id +slug +name +organization_name +created_at$/);
  expect(list[1]?.indexOf('Operations')).toBe(list[0]?.indexOf('name'));
  expect(list[4]).toBe('2 teams');

  expect(await refused(3, 'teams', 'add', 'Sales', '--org', 'Nowhere')).toEqual([
    'error: org: There is no organization Nowhere. See them with: casement orgs list',
  ]);
  expect(await refused(1, 'orgs', 'add', '  ')).toEqual(['error: name: A name is required.']);
});

test('a name that means several things is refused with the IDs to choose from', async () => {
  const { json, refused } = casement;
  const first = await json<{ id: string }>('orgs', 'add', 'Twins');
  const second = await json<{ id: string }>('orgs', 'add', 'Twins');
  expect(await refused(4, 'teams', 'add', 'Sales', '--org', 'Twins')).toEqual([
    `error: org: 2 organizations are called Twins. Name one by its ID: ${first.id}, ${second.id}.`,
  ]);
});

test('users are added, listed, deactivated and activated, by ID or e-mail in whatever case', async () => {
  const { json, refused } = casement;
  const ana = await json<{ id: string }>('users', 'add', 'Ana@Example.com', '--name', 'Ana');
  expect(ana).toEqual({
    id: id('usr'),
    email: 'Ana@Example.com',
    name: 'Ana',
    status: 'active',
    created_at: INSTANT,
  });
  expect(await json('users', 'deactivate', 'ana@example.com')).toMatchObject({
    id: ana.id,
    status: 'inactive',
  });
  expect(await json('users', 'activate', ana.id)).toEqual(ana);
  expect(await json('users', 'list')).toEqual([ana]);
  const [conflict] = await refused(4, 'users', 'add', 'ANA@example.com', '--name', 'Another');
  expect(conflict).toContain('email: a user with the address ANA@example.com exists already');
  expect(await refused(3, 'users', 'activate', 'ben@example.com')).toEqual([
    'error: user: There is no user ben@example.com. See them with: casement users list',
  ]);
  expect(await refused(1, 'users', 'add', 'Ana <a@b>', '--name', '')).toEqual([
    'error: email: Not an e-mail address. Write it as name@example.com, without a display name.',
    'error: name: A name is required.',
  ]);
});

test('roles are seeded, added, and change their permissions', async () => {
  const { json, refused } = casement;
  const seeded = await json<{ id: string }[]>('roles', 'list');
  expect(seeded.map((role) => role.id)).toEqual(['admin', 'editor', 'super_admin', 'viewer']);
  expect(await json('roles', 'add', 'annotator', 'write:dashboards', 'read:dashboards')).toEqual({
    id: 'annotator',
    everywhere: false,
    permissions: ['read:dashboards', 'write:dashboards'],
  });
  expect(await json('roles', 'set-permissions', 'annotator')).toMatchObject({ permissions: [] });
  await refused(4, 'roles', 'add', 'annotator');
  expect((await refused(3, 'roles', 'set-permissions', 'nobody'))[0]).toContain('no role nobody');
  expect((await refused(1, 'roles', 'add', 'x', 'read dashboards'))[0]).toMatch(
    /^error: permission: "read dashboards" is no permission/,
  );
});

test('members are set, changed, listed and removed', async () => {
  const { json, say, refused } = casement;
  await say('users', 'add', 'max@example.com', '--name', 'Max');
  const set = (role: string) =>
    json('members', 'set', 'max@example.com', '--team', 'Operations', '--role', role);
  const membership = {
    user_id: id('usr'),
    email: 'max@example.com',
    team_id: id('team'),
    team_name: 'Operations',
    created_at: INSTANT,
  };
  expect(await set('viewer')).toEqual({ ...membership, role_id: 'viewer' });
  expect(await set('editor')).toEqual({ ...membership, role_id: 'editor' });
  const list = await json('members', 'list', '--team', 'Operations', '--user', 'MAX@example.com');
  expect(list).toEqual([{ ...membership, role_id: 'editor' }]);
  expect(await say('members', 'list', '--team', 'Finance')).toMatch(
    /^No members\. Add one with: casement members set/,
  );
  expect(await json('members', 'remove', 'max@example.com', '--team', 'Operations')).toMatchObject({
    removed: true,
  });
  expect(await json('members', 'list')).toEqual([]);
  expect(
    (await refused(3, 'members', 'remove', 'max@example.com', '--team', 'Operations'))[0],
  ).toContain('max@example.com is not in team');
  await refused(3, 'members', 'set', 'max@example.com', '--team', 'Operations', '--role', 'boss');
});
