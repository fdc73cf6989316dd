/** What people read: the same of a client everywhere, in words that fit its type, within a terminal. */
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casementWithTeam } from '../support/casement.ts';

const REDIRECT = ['--redirect-uri', 'https://a.example/'];

let casement: Awaited<ReturnType<typeof casementWithTeam>>;
beforeAll(async () => {
  casement = await casementWithTeam();
  const { say } = casement;
  await say('teams', 'add', 'Grid control', '--org', 'Nordlys', '--slug', 'grid');
  await say('apps', 'add', 'Night shift', '--team', 'grid');
  const origin = ['--origin', 'https://wall.example.com'];
  const wall = ['--id', 'wall', '--name', 'Wall', '--team', 'grid', '--user-mode', 'dynamic'];
  await say('clients', 'create', ...wall, ...origin);
  await say('clients', 'create-app', '--id', 'app', '--name', 'App', ...REDIRECT);
});
afterAll(() => casement.remove());

const service = (id: string, ...more: string[]) =>
  casement.say('clients', 'create-service', '--id', id, '--name', id, ...more);

interface Shown {
  expires_at: string;
  secrets: { name: string; expires_at: string }[];
}

test('CM10: a new secret is printed with the client as it is by then', async () => {
  const { json, say } = casement;
  await service('soon', '--role', 'viewer@grid', '--expires', '10');
  const before = await json<Shown>('clients', 'show', 'soon');
  const rotated = await json<Shown>('clients', 'rotate-secret', 'soon', '--yes');
  const {
    secrets,
    keys: _,
    ...shown
  } = await json<Shown & { keys: [] }>('clients', 'show', 'soon');
  expect(rotated).toMatchObject(shown);
  expect(rotated.expires_at).not.toBe(before.expires_at);
  expect(rotated.expires_at).toBe(secrets.find(({ name }) => name === 'rotated')?.expires_at);
  const text = await say('clients', 'secrets', 'create', 'soon', '--expires', '400');
  const { expires_at } = await json<Shown>('clients', 'show', 'soon');
  expect(text).toMatch(new RegExp(`^expires_at +${expires_at}$`, 'm'));
  expect(text).toMatch(/^team_name +all teams$/m);
  expect(text).toMatch(/^roles +viewer@grid$/m);
  expect(text).not.toContain('team_restriction');
});

test('CM17: a role at a team, an organization or an app is named as it is printed', async () => {
  await service('roles', '--role', 'viewer@Nordlys', '--role', 'editor@night-shift');
  const [, roles = ''] =
    /^roles +(.*)$/m.exec(await casement.say('clients', 'show', 'roles')) ?? [];
  expect(roles.split(', ').toSorted()).toEqual(['editor@night-shift', 'viewer@Nordlys']);
  const again = roles.split(', ').flatMap((role) => ['--role', role]);
  expect(await casement.say('clients', 'update', 'roles', ...again)).toContain(roles);
  expect(await casement.say('clients', 'list', '--wide')).toContain(roles);
});

test.each([
  ['by slug', 'grid'],
  ['by name', 'Grid control'],
])('a team is named %s', async (_, team) => {
  const { json, say } = casement;
  expect(await json('clients', 'list', '--type', 'embedded', '--team', team)).toMatchObject([
    { id: 'wall' },
  ]);
  expect(await json('teams', 'show', team)).toMatchObject({ slug: 'grid' });
  expect(await json('apps', 'list', '--team', team)).toHaveLength(1);
  expect(await json('members', 'list', '--team', team)).toEqual([]);
  expect(await say('clients', 'credentials', 'list', '--project', team)).toContain(
    'No client cred',
  );
  await say('clients', 'update', 'app', '--team', team);
});

test('an app is named by its name, also for its credentials', async () => {
  const list = ['clients', 'credentials', 'list', '--app'];
  expect(await casement.json(...list, 'Night shift')).toEqual([]);
  await casement.refused(3, ...list, 'Day shift');
});

test.each([
  ['wall', /it gets no codes, and its live sessions/, /frames recover/],
  ['app', /nobody signs in to it, and its tokens/, /its users sign in anew/],
  ['paused', /it gets no tokens/, /it gets tokens\.$/m],
])('pausing and resuming say what it means for %s', async (id, paused, resumed) => {
  if (id === 'paused') await service(id, '--role', 'viewer@grid');
  expect(await casement.say('clients', 'pause', id)).toMatch(paused);
  expect(await casement.say('clients', 'resume', id)).toMatch(resumed);
  if (id === 'wall') return;
  const said = await casement.say('clients', 'revoke', id, '--yes');
  expect(said).toMatch(/its tokens have ended/);
  expect(said).not.toMatch(/code|frame|session/);
});

test('CM14: the list fits a terminal of 80 columns, and is wider where one asks', async () => {
  const name = 'A name of twenty-three.';
  await casement.say('clients', 'create-service', '--name', name, '--role', 'viewer@grid');
  const lines = async (...more: string[]) =>
    (await casement.say('clients', 'list', ...more)).split('\n').map(({ length }) => length);
  expect(Math.max(...(await lines()))).toBeLessThanOrEqual(80);
  expect(Math.max(...(await lines('--wide')))).toBeGreaterThan(150);
});

test('CM12: a change without a change is a mistake', async () => {
  for (const more of [[], ['--confirm', '--dry-run']]) {
    const [line] = await casement.refused(2, 'clients', 'update', 'wall', ...more);
    expect(line).toMatch(/^error: update: Name what to change: --name, --description, .*--help$/);
    expect(line).not.toContain('--dry-run');
  }
});

test('CM15: a list on standard output is that and nothing else', async () => {
  const to = ['--out', '-', '--format'];
  const { stdout, stderr } = await casement.run('clients', 'export', ...to, 'json');
  expect(JSON.parse(stdout)).toMatchObject({ clients: expect.any(Array) });
  expect(stderr).toBe('');
  expect(await casement.say('audit', 'export', ...to, 'csv')).toMatch(/^\S.*client\.created/ms);
  expect(await readdir(casement.folder)).not.toContain('-');
});

test('what names nothing is refused with a place', async () => {
  expect(await casement.refused(1, 'sessions', 'revoke')).toEqual([
    expect.stringMatching(/^error: session: Name one session/),
  ]);
  expect(await casement.refused(1, 'sessions', 'browser', 'revoke')).toEqual([
    expect.stringMatching(/^error: session: Name one browser session/),
  ]);
});

test.each([['create'], ['create-app'], ['create-service'], ['update']])(
  'help of clients %s has one default each',
  async (command) => {
    const help = await casement.say('clients', command, '--help');
    expect(help).not.toMatch(/default:\s\[\]|default:[^)]*\)\s+\(default:/);
    if (command === 'update') expect(help.split('Global Options')[0]).not.toContain('default:');
    if (command === 'create-service') expect(help).not.toContain('consent');
  },
);
