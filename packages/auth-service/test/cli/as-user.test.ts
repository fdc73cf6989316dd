import { afterAll, beforeAll, expect, test } from 'vitest';
import { casementWithTeam } from '../support/casement.ts';

const ORIGIN = ['--origin', 'https://portal.example.com'];
const STATIC = ['--user-mode', 'static', ...ORIGIN];
const DYNAMIC = ['--user-mode', 'dynamic', ...ORIGIN];
const MAX = ['--as', 'max@example.com'];
const MIA = ['--as', 'mia@example.com'];

let casement: Awaited<ReturnType<typeof casementWithTeam>>;
const create = (...args: string[]) => [
  ...['clients', 'create', '--name', 'Portal', '--team', 'Operations'],
  ...args,
];

beforeAll(async () => {
  casement = await casementWithTeam();
  const { say } = casement;
  // Mia manages clients, but may not impersonate.
  await say('roles', 'add', 'integrator', 'read:dashboards', 'OAUTH_CLIENT_MANAGE');
  await say('users', 'add', 'mia@example.com', '--name', 'Mia');
  await say('members', 'set', 'mia@example.com', '--team', 'Operations', '--role', 'integrator');
});
afterAll(() => casement.remove());

test('EM4: without IMPERSONATE_USERS a client is static and acts as its creator', async () => {
  const { json, refused, team } = casement;
  expect(await refused(1, ...create(...DYNAMIC), ...MIA)).toEqual([
    `error: user-mode: dynamic mode needs the permission IMPERSONATE_USERS in team ${team.id}. Ask an administrator of the team for it.`,
  ]);
  const ana = ['--user', 'ana@example.com'];
  expect(await refused(1, ...create(...STATIC, ...ana), ...MIA)).toEqual([
    `error: user: pinning somebody else needs the permission IMPERSONATE_USERS in team ${team.id}. Ask an administrator of the team for it.`,
  ]);
  type Created = { static_user_id: string; created_by: string };
  const own = await json<Created>(
    ...create(...STATIC, '--user', 'Mia@example.com', '--id', 'mias'),
    ...MIA,
  );
  expect(own.static_user_id).toMatch(/^usr_/);
  expect(own.created_by).toBe(own.static_user_id);
});

test('EM4: with IMPERSONATE_USERS both are allowed', async () => {
  const { json, max, ana } = casement;
  const as = ['--as', max.id];
  expect(await json(...create(...DYNAMIC), ...as)).toMatchObject({ created_by: max.id });
  expect(await json(...create(...STATIC, '--user', ana.id), ...as)).toMatchObject({
    static_user_id: ana.id,
  });
});

test('EM4: a role change applies to the next command', async () => {
  const { say, refused } = casement;
  await say('roles', 'set-permissions', 'integrator', 'OAUTH_CLIENT_MANAGE', 'IMPERSONATE_USERS');
  await say(...create(...DYNAMIC), ...MIA);
  await say('roles', 'set-permissions', 'integrator', 'OAUTH_CLIENT_MANAGE');
  await refused(1, ...create(...DYNAMIC), ...MIA);
});

test('who may not manage or read clients does neither', async () => {
  const { json, refused, team } = casement;
  const as = ['--as', 'ana@example.com'];
  const needs = (what: string, permission: string) => [
    `error: as: ${what} needs the permission ${permission} in team ${team.id}. Ask an administrator of the team for it.`,
  ];
  const manage = needs('Managing clients', 'OAUTH_CLIENT_MANAGE');
  expect(await refused(1, 'clients', 'pause', 'mias', ...as)).toEqual(manage);
  expect(await refused(1, 'clients', 'origins', 'set', 'mias', 'https://b.example', ...as)).toEqual(
    manage,
  );
  const read = needs('Reading clients', 'OAUTH_CLIENT_READ');
  expect(await refused(1, 'clients', 'show', 'mias', ...as)).toEqual(read);
  expect(await refused(1, 'clients', 'rotate-secret', 'mias', ...as)).toEqual(read);
  expect((await refused(1, 'clients', 'list', ...as))[0]).toMatch(/OAUTH_CLIENT_READ in some team/);
  expect(await json<unknown[]>('clients', 'list', ...MIA)).not.toEqual([]);
  expect(await json('clients', 'show', 'mias')).toMatchObject({ status: 'active' });
});

test('a team’s administrator becomes none of everything', async () => {
  const { refused, json } = casement;
  const promote = ['members', 'set', 'max@example.com', '--team', 'Operations'];
  for (const args of [
    [...promote, '--role', 'super_admin'],
    ['roles', 'set-permissions', 'viewer', 'IMPERSONATE_USERS'],
    ['users', 'add', 'new@example.com', '--name', 'New'],
    ['orgs', 'add', 'Own'],
  ]) {
    expect((await refused(1, ...args, '--as', 'max@example.com'))[0]).toMatch(
      /^error: as: .* needs the permission DIRECTORY_MANAGE in every team/,
    );
  }
  expect(await json('members', 'list', '--user', 'max@example.com')).toMatchObject([
    { role_id: 'admin' },
  ]);
});

test('an inactive user has no permission, an unknown one is not found', async () => {
  const { say, refused } = casement;
  await say('users', 'deactivate', 'mia@example.com');
  expect((await refused(1, 'clients', 'pause', 'mias', ...MIA))[0]).toContain(
    'OAUTH_CLIENT_MANAGE',
  );
  await refused(3, 'clients', 'list', '--as', 'nobody@example.com');
});

test('CM21: the audit log is read with AUDIT_READ, as far as that reaches', async () => {
  expect(await casement.refused(1, 'audit', 'list', ...MIA)).toEqual([
    'error: as: Reading the audit log needs the permission AUDIT_READ in some team at least. Ask an administrator for it.',
  ]);
  const seen = await casement.json<{ type: string }[]>('audit', 'list', ...MAX);
  expect(seen.map(({ type }) => type)).toContain('client.created');
  expect(seen.map(({ type }) => type)).not.toContain('organization.created');
});
