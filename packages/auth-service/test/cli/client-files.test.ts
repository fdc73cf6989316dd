/** Saving clients as files and making them from one; credentials of projects and apps; on a database. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casementWithTeam } from '../support/casement.ts';

let casement: Awaited<ReturnType<typeof casementWithTeam>>;
beforeAll(async () => {
  casement = await casementWithTeam();
});
afterAll(() => casement.remove());

const at = (name: string) => join(casement.folder, name);

test('CM15, CM22: clients are saved as a file, and made again from it', async () => {
  const { json, say, refused } = casement;
  const make = ['--name', 'Wall', '--id', 'wall', '--team', 'Operations', '--user-mode', 'dynamic'];
  await say('clients', 'create', ...make, '--origin', 'https://wall.example.com');
  const save = (format: string, ...more: string[]) => {
    const out = ['--format', format, '--out', at(`clients.${format}`)];
    return ['clients', 'export', '--type', 'embedded', ...out, ...more];
  };
  expect(await say(...save('csv'))).toMatch(/^Saved as .*clients\.csv \(\d+ bytes\)\.\n$/);
  expect(await readFile(at('clients.csv'), 'utf8')).toContain('Wall,wall,');
  await say(...save('xlsx'));
  await say(...save('pdf'));
  expect(await json(...save('json'))).toMatchObject({ format: 'json', bytes: expect.any(Number) });
  // Nothing is overwritten, and of a refusal nothing is left.
  expect(await refused(4, ...save('json'))).toEqual([
    expect.stringMatching(/^error: out: There is/),
  ]);
  const elsewhere = ['clients', 'export', '--format', 'csv', '--out', at('none.csv')];
  await refused(1, '--as', 'ana@example.com', ...elsewhere);
  await refused(1, 'clients', 'export', '--format', 'csv', '--out', at('nowhere/a.csv'));
  expect(await readdir(casement.folder)).not.toContain('none.csv');

  const load = ['clients', 'import', at('clients.json')];
  expect(await refused(1, ...load)).toEqual([
    'error: clients[0].id: Client "Wall": a client wall exists already. Choose another.',
  ]);
  await say('clients', 'delete', 'wall', '--yes');
  expect(await json(...load, '--dry-run')).toEqual([
    { id: 'wall', type: 'embedded', status: 'active', name: 'Wall' },
  ]);
  const made = await json<{ client_secret: string }[]>(...load);
  expect(made).toMatchObject([{ id: 'wall', client_secret: expect.stringMatching(/^csm_sk_/) }]);
  expect(await json('clients', 'show', 'wall')).toMatchObject({
    allowed_origins: ['https://wall.example.com'],
  });
});

test.each([
  ['{', /^error: file: Cannot read .*: it is not JSON\.$/],
  ['[]', /^error: file: Must be a JSON object\.$/],
  ['{"clients":[{"type":"app"}]}', /^error: clients\[0\]\.name: Required: a string\.$/],
  ['{"clients":[],"more":1}', /^error: more: Unknown field/],
  ['{"clients":[]}', /^error: clients: 1 to 500 clients at once\.$/],
])('what is no import is refused by its place: %s', async (text, message) => {
  await writeFile(at('bad.json'), text);
  expect((await casement.refused(1, 'clients', 'import', at('bad.json')))[0]).toMatch(message);
});

test('CM18: apps of teams, and client credentials of a project and of an app', async () => {
  const { json, say, refused } = casement;
  const { slug } = await json<{ slug: string }>('teams', 'show', 'Operations');
  await say('apps', 'add', 'Night shift', '--team', 'Operations');
  expect(await json('apps', 'list', '--team', 'Operations')).toMatchObject([
    { slug: 'night-shift', team_name: 'Operations' },
  ]);
  const credentials = (...args: string[]) => ['clients', 'credentials', ...args];
  const made = await json<{ id: string; client_secret: string }>(
    ...credentials('create', '--app', 'night-shift', '--name', 'Bot', '--role', 'viewer'),
  );
  expect(made.client_secret).toMatch(/^csm_sk_/);
  expect(await say(...credentials('list', '--app', 'night-shift'))).toMatch(/Bot +active +viewer /);
  expect(await json(...credentials('list', '--project', slug))).toEqual([]);
  const again = credentials('regenerate-secret', made.id, '--app', 'night-shift');
  await refused(2, ...again);
  const rotated = await json<{ client_secret: string }>(...again, '--yes');
  expect(rotated.client_secret).not.toBe(made.client_secret);
  await refused(3, ...credentials('regenerate-secret', made.id, '--project', slug, '--yes'));
  expect(await refused(1, ...credentials('list'))).toEqual([
    'error: project: Name --project <team>, or --app <app>.',
  ]);
  await refused(2, 'apps', 'delete', 'night-shift');
  // Somebody has a role there.
  await refused(4, 'apps', 'delete', 'night-shift', '--yes');
  await say('clients', 'delete', made.id, '--yes');
  expect(await say('apps', 'delete', 'night-shift', '--yes')).toBe('App Night shift is deleted.\n');
  await refused(3, 'apps', 'show', 'night-shift');
});

test('CM22: at another service a file makes the same clients, with what was ended still ended', async () => {
  const there = await casementWithTeam();
  const { json, say, run } = casement;
  const named = (id: string) => ['--id', id, '--name', id];
  const app = [...named('reports'), '--redirect-uri', 'https://a.example/', '--org', 'Nordlys'];
  await say(
    'clients',
    'create-app',
    ...app,
    '--access-preset',
    'full',
    '--confirm',
    '--lifetime',
    '90000',
  );
  await say('clients', 'create-service', ...named('nightly'), '--role', 'viewer@operations');
  await say('clients', 'create-service', ...named('old'), '--user', 'ana@example.com');
  await say('clients', 'pause', 'nightly');
  await say('clients', 'revoke', 'old', '--yes');
  const { stdout } = await run('clients', 'export', '--format', 'json', '--out', '-');
  await writeFile(at('moved.json'), stdout);
  const load = ['clients', 'import', at('moved.json')];
  const faults = await there.refused(1, ...load);
  expect(faults).toEqual([
    expect.stringMatching(
      /^error: clients\[\d\]\.confirmed: Client "reports": Full access .* it is meant with --confirm\.$/,
    ),
  ]);
  for (const more of [['--dry-run'], []]) {
    const { code, stderr } = await there.run(...load, '--confirm', ...more);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('warning: Paused, as they were: nightly.\n');
    expect(stderr).toContain('warning: Revoked, as they were, and without a secret: old.\n');
  }
  const list = () => json<Record<string, unknown>[]>('clients', 'list', '--search', 'nightly');
  expect(await there.json('clients', 'show', 'nightly')).toMatchObject({
    ...{ status: 'inactive', roles: [{ node_id: there.team.id, role_id: 'viewer' }] },
  });
  expect(await there.json('clients', 'show', 'old')).toMatchObject({
    ...{ status: 'revoked', user_id: there.ana.id, secrets: [] },
  });
  expect((await list())[0]).toMatchObject({ roles: [{ node_id: casement.team.id }] });
  expect((await there.run('clients', 'export', '--format', 'json', '--out', '-')).stdout).toBe(
    stdout,
  );
  await there.remove();
});
