/** Commands by the admin API of a running service, as who has signed in. */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Commands, casementOn, runCasementHere } from '../support/casement.ts';
import { CHEAP_HASH } from '../support/cheap-password.ts';
import { createProofKey } from '../support/proof-key.ts';
import { type RemoteCasement, remoteCasement } from '../support/remote-casement.ts';
import { mint, postExchange } from '../support/requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const EMAIL = 'root@example.com';

let service: TestService;
let casement: RemoteCasement;
/** On the service's database. */
let local: Commands;
let remote: Commands;
beforeAll(async () => {
  service = await startTestService({ issuer: undefined });
  const { directory } = service.administration;
  const root = await directory.createUser({ email: EMAIL, name: 'Root' });
  await directory.setMembership({ teamId: service.team.id, user: EMAIL, roleId: 'super_admin' });
  await service.storage.stores.passwords.put(root.id, CHEAP_HASH, Date.now());
  casement = await remoteCasement(service);
  expect(await casement.login(EMAIL)).toMatchObject({ code: 0 });
  remote = casement.here;
  local = casementOn(service.database, runCasementHere);
});
afterAll(() => Promise.all([service.close(), casement.remove()]));

type Rows = Record<string, unknown>[];
/** What is the same wherever it comes from; each keeps an order of its own. */
const rows = async (from: Commands, args: readonly string[]): Promise<Rows> => {
  const all = (await from.json<Rows>(...args)).map(
    ({ device: _, browser: __, location: ___, state: ____, ...row }) => row,
  );
  return all.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
};

const EMBEDDED = [
  ...['clients', 'create', '--name', 'Remote wall', '--id', 'wall', '--team', 'Operations'],
  ...['--user-mode', 'static', '--user', 'ana@example.com', '--origin', 'https://wall.example.com'],
];

test('the program itself makes a client without the database, and says when it may not', async () => {
  const made = await casement.json<Record<string, string>>(...EMBEDDED);
  expect(made).toMatchObject({ id: 'wall', static_user_id: service.ana.id });
  expect(made.client_secret).toMatch(/^csm_sk_/);
  expect(await casement.refused(4, ...EMBEDDED)).toEqual([
    expect.stringMatching(/^error: id: .*wall/),
  ]);
});

test.each([
  [['clients', 'list']],
  [['clients', 'list', '--user', 'ana@example.com', '--status', 'active', '--sort', 'created']],
  [['clients', 'secrets', 'list', 'wall']],
  [['orgs', 'list']],
  [['teams', 'list', '--org', 'Nordlys']],
  [['users', 'list']],
  [['roles', 'list']],
  [['members', 'list', '--team', 'Operations']],
  [['sessions', 'list']],
  [['audit', 'list', '--type', 'client.created']],
  [['audit', 'list', '--actor', EMAIL, '--outcome', 'success', '--limit', '3']],
])('%j tells what the database does', async (args) => {
  if (args[0] === 'sessions') {
    const key = await createProofKey();
    const proof = await key.proof(`${service.issuer}/embed/token`);
    await postExchange(service, key, await mint(service, key), { proof });
  }
  const there = await rows(remote, args);
  expect(there.length).toBeGreaterThan(0);
  expect(await rows(local, args)).toMatchObject(there);
});

test('CM10: a secret made there is printed with the client as it is by then', async () => {
  const service = ['--name', 'Short', '--id', 'short', '--role', 'viewer@operations'];
  await remote.json('clients', 'create-service', ...service, '--expires', '5');
  const rotate = ['clients', 'rotate-secret', 'short', '--yes', '--expires', '300'];
  const rotated = await remote.json<Record<string, unknown>>(...rotate);
  const shown = await local.json<Record<string, unknown>>('clients', 'show', 'short');
  expect(rotated).toMatchObject({ expires_at: shown.expires_at, roles: shown.roles });
  expect(Date.parse(String(rotated.expires_at)) - Date.now()).toBeGreaterThan(290 * 24 * 3_600_000);
});

test('CM22: an export from there is imported here or there, and faults are told alike', async () => {
  const { stdout } = await remote.run('clients', 'export', '--format', 'json', '--out', '-');
  expect(stdout).toBe(
    (await local.run('clients', 'export', '--format', 'json', '--out', '-')).stdout,
  );
  const file = join(dirname(casement.credentialsFile), 'clients.json');
  await writeFile(file, stdout);
  const load = ['clients', 'import', file];
  const faults = await remote.refused(1, ...load);
  expect(faults).toContainEqual(
    expect.stringMatching(/^error: clients\[\d+\]\.id: Client "Short": a client short exists/),
  );
  expect(faults).toEqual(await local.refused(1, ...load));
});

test('clients are shown and changed as on the database', async () => {
  const { say, json, refused } = remote;
  expect(await say('clients', 'show', 'wall')).toMatch(
    /^secrets +default csm_sk_.{4}… \(never used/m,
  );
  expect(await json('clients', 'update', 'wall', '--lifetime', '120')).toMatchObject({
    access_token_lifetime: 120,
    version: 2,
  });
  expect(await refused(1, 'clients', 'update', 'wall', '--lifetime', '20')).toEqual([
    'error: lifetime: A whole number of seconds from 60 to 600; this is 20.',
  ]);
  await say('clients', 'origins', 'add', 'wall', 'https://b.example.com');
  await say('clients', 'origins', 'remove', 'wall', 'https://wall.example.com');
  expect(await local.json('clients', 'show', 'wall')).toMatchObject({
    allowed_origins: ['https://b.example.com'],
  });
  await refused(3, 'clients', 'origins', 'remove', 'wall', 'https://wall.example.com');
  await refused(4, 'clients', 'update', 'wall', '--name', 'x', '--if-version', '1');
  expect(await say('clients', 'pause', 'wall')).toContain('is paused');
  expect(await json('clients', 'resume', 'wall')).toMatchObject({ status: 'active' });
  const rotated = ['clients', 'rotate-secret', 'wall', '--overlap', '1'];
  await refused(2, ...rotated);
  expect(await json(...rotated, '--yes')).toHaveProperty('client_secret');
  await say('clients', 'revoke', 'wall', '--yes');
  await say('clients', 'delete', 'wall', '--yes');
  expect(await refused(3, 'clients', 'show', 'wall')).toEqual([
    'error: client: there is no client wall, or you may not see it.',
  ]);
  await refused(3, 'clients', 'show', '..');
});

test('apps and services are made by the same rules', async () => {
  const app = ['clients', 'create-app', '--name', 'Reports', '--team', 'Operations', '--public'];
  expect(await remote.json(...app, '--redirect-uri', 'https://app.example.com/cb')).toMatchObject({
    redirect_uris: ['https://app.example.com/cb'],
    team_name: 'Operations',
  });
  expect((await remote.refused(1, ...app, '--redirect-uri', 'http://a.example/cb'))[0]).toMatch(
    /^error: redirect-uri/,
  );
  const service_ = [
    'clients',
    'create-service',
    '--name',
    'Nightly',
    '--role',
    'viewer@Operations',
  ];
  expect(await remote.json(...service_)).toMatchObject({ roles: [{ node_name: 'Operations' }] });
});

test('the directory is changed', async () => {
  const { say } = remote;
  await say('orgs', 'add', 'Acme');
  await say('teams', 'add', 'Grid', '--org', 'Acme');
  await say('users', 'add', 'ida@example.com', '--name', 'Ida');
  await say('roles', 'add', 'reader', 'read:dashboards');
  await say('members', 'set', 'IDA@example.com', '--team', 'Grid', '--role', 'reader');
  expect(await local.json('members', 'list', '--team', 'Grid')).toMatchObject([
    { email: 'ida@example.com', role_id: 'reader' },
  ]);
  await say('members', 'remove', 'ida@example.com', '--team', 'Grid');
  await say('users', 'set-locale', 'ida@example.com', 'nb');
  await say('users', 'deactivate', 'ida@example.com');
  expect(await local.json('users', 'list')).toContainEqual(
    expect.objectContaining({ email: 'ida@example.com', status: 'inactive', locale: 'nb' }),
  );
  await remote.refused(3, 'users', 'activate', 'nobody@example.com');
});

test('sessions are ended, browsers signed out', async () => {
  const { json } = remote;
  const [session] = await json<{ id: string; client_id: string }[]>('sessions', 'list');
  const all = ['sessions', 'revoke', '--client', session?.client_id ?? ''];
  const [line] = await remote.refused(2, ...all);
  expect(line).toMatch(/1 live session will end for good.*--yes/);
  await remote.refused(3, 'sessions', 'revoke', '--client', 'nobody');
  expect(await json('sessions', 'revoke', session?.id ?? '')).toEqual({ revoked: 1 });
  expect(await local.json('sessions', 'list')).toEqual([]);
  expect(await json(...all, '--yes')).toEqual({ revoked: 0 });
  const [browser] = await json<{ id: string; device: string }[]>('sessions', 'browser', 'list');
  expect(browser).toHaveProperty('device');
  const signOut = ['sessions', 'browser', 'revoke', '--user', EMAIL];
  const [unasked] = await remote.refused(2, ...signOut);
  expect(unasked).toMatch(/signed out of 1 browser and .*--yes/);
  expect(await json(...signOut, '--yes')).toEqual({ revoked: 1 });
});

test('webhooks are made by the service, which has the key', async () => {
  const { json, say } = remote;
  const made = await json<{ id: string; secret: string }>(
    ...['webhooks', 'add', 'https://hooks.example.com/casement', '--event', 'client.created'],
  );
  expect(made.secret).toMatch(/^whsec_/);
  expect(await local.json('webhooks', 'list')).toMatchObject(await json<Rows>('webhooks', 'list'));
  await say('webhooks', 'pause', made.id);
  await say('webhooks', 'delete', made.id, '--yes');
});

test('a database that is named comes before the service where one is signed in', async () => {
  const env = { XDG_CONFIG_HOME: dirname(dirname(casement.credentialsFile)) };
  const keys = (more: Record<string, string>) =>
    runCasementHere(['keys', 'list', '--json'], { ...env, ...more });
  expect(await keys({ CASEMENT_DATABASE: service.database })).toMatchObject({ code: 0 });
  const { stderr } = await keys({
    CASEMENT_DATABASE: service.database,
    CASEMENT_REMOTE_ISSUER: service.issuer,
  });
  expect(stderr).toContain('on the machine of the service only');
});

test.each([
  [['keys', 'list'], 1, /^error: issuer: Signing keys .* on the machine of the service only/],
  [['users', 'set-password', EMAIL], 1, /^error: issuer: Passwords/],
  [['registration-tokens', 'list'], 1, /^error: issuer: Registration tokens/],
  [['clients', 'list', '--as', EMAIL], 2, /^error: as: /],
  [['clients', 'list', '--database', 'x.db', '--issuer', 'https://a.example'], 2, /not both/],
  [['sessions', 'list', '--limit', '0'], 1, /^error: limit: /],
])('%j is refused with the way out', async (args, code, message) => {
  expect((await remote.refused(code, ...args))[0]).toMatch(message);
});

test('who may not is told the permission; who may read clients only does without names', async () => {
  const { directory } = service.administration;
  const teamId = service.team.id;
  await directory.createRole({ id: 'auditor', permissions: ['OAUTH_CLIENT_READ'] });
  await directory.setMembership({ teamId, user: EMAIL, roleId: 'auditor' });
  const listed = await remote.json<Rows>('clients', 'list');
  expect(listed).toContainEqual(expect.objectContaining({ id: service.pinned.client.id }));
  expect(listed[0]).not.toHaveProperty('team_name');
  const [said] = await remote.refused(1, 'clients', 'pause', service.pinned.client.id);
  expect(said).toMatch(/^error: permission: .*OAUTH_CLIENT_MANAGE/);
});
