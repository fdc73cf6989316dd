import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { openAdministration } from '../../src/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: string;

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** In this process: starting one for each command is tested elsewhere, and takes a second. */
async function casement(args: readonly string[], stdin = '', answer?: string): Promise<Answer> {
  const said = { stdout: '', stderr: '' };
  const code = await runCli(['--database', database, ...args], {
    env: {},
    stdin: async () => stdin,
    stdout: (text) => {
      said.stdout += text;
    },
    stderr: (text) => {
      said.stderr += text;
    },
    ask: answer === undefined ? undefined : async () => answer,
  });
  return { code, ...said };
}

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await casement([...args, '--json']);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  database = `${folder.path}/casement.db`;
  await (await openAdministration({ database })).close();
  for (const args of [
    ['orgs', 'add', 'Nordlys'],
    ['teams', 'add', 'Operations', '--org', 'Nordlys'],
    ['teams', 'add', 'Finance', '--org', 'Nordlys'],
    ['users', 'add', 'ana@example.com', '--name', 'Ana'],
    ['members', 'set', 'ana@example.com', '--team', 'Operations', '--role', 'viewer'],
    [
      ...['clients', 'create', '--id', 'wall', '--name', 'Wall', '--team', 'Operations'],
      ...['--user-mode', 'dynamic', '--origin', 'https://wall.example.com'],
      ...['--description', 'In the control room', '--expires', '30', '--secret-name', 'first'],
    ],
    [
      ...['clients', 'create-app', '--id', 'reports', '--name', 'Reports'],
      ...['--redirect-uri', 'https://app.example.com/cb', '--team', 'Finance'],
    ],
    [
      'clients',
      'create-service',
      '--id',
      'nightly',
      '--name',
      'Nightly',
      '--user',
      'ana@example.com',
    ],
  ]) {
    expect(await casement(args)).toMatchObject({ code: 0 });
  }
});
afterAll(() => folder.remove());

type Shown = Record<string, unknown> & { version: number };
const show = (id: string) => json<Shown>('clients', 'show', id);
const faults = async (...args: string[]) => (await casement(args)).stderr.trimEnd().split('\n');

test('update changes what is named, and takes back what is unset', async () => {
  const changed = await json(
    ...['clients', 'update', 'wall', '--name', 'Big wall', '--contact', 'ops@example.com'],
    ...['--user-mode', 'static', '--user', 'ana@example.com', '--lifetime', '60'],
    ...['--origin', 'https://a.example', '--origin', 'https://b.example'],
  );
  expect(changed).toMatchObject({
    ...{ name: 'Big wall', contact: 'ops@example.com', description: 'In the control room' },
    ...{ user_mode: 'static', static_user_email: 'ana@example.com', access_token_lifetime: 60 },
    ...{ allowed_origins: ['https://a.example', 'https://b.example'], version: 2 },
  });
  const back = await json<Shown>(
    ...['clients', 'update', 'wall', '--user-mode', 'dynamic'],
    ...['--unset', 'description', '--unset', 'lifetime', '--unset', 'contact'],
  );
  expect(back).toMatchObject({ access_token_lifetime: 300, version: 3 });
  expect(back).not.toHaveProperty('description');
  expect(back).not.toHaveProperty('static_user_id');
});

test('update of an app: teams, refresh tokens, public and back; warnings on standard error', async () => {
  const { code, stderr } = await casement([
    ...['clients', 'update', 'reports', '--team', 'Operations', '--org', 'Nordlys'],
    ...['--refresh-token', '--refresh-token-lifetime', String(60 * 24 * 3600)],
  ]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^warning: security: Whoever gets hold of a refresh token/);
  const open = await json('clients', 'update', 'reports', '--unset', 'team', '--no-refresh-token');
  expect(open).toMatchObject({ team_name: 'all teams', refresh_token: false });
  await json('clients', 'update', 'reports', '--no-confidential');
  const closed = await casement(['clients', 'update', 'reports', '--confidential']);
  expect(closed.stderr).toMatch(/information: It has no secret yet/);
});

test('what does not apply, is stale or needs a confirmation is refused with its option', async () => {
  expect(await faults('clients', 'update', 'wall', '--redirect-uri', 'https://x.example/')).toEqual(
    [expect.stringMatching(/^error: redirect-uri: Does not apply to embedded clients/)],
  );
  const { version } = await show('wall');
  const stale = ['clients', 'update', 'wall', '--name', 'X', '--if-version', String(version - 1)];
  expect(await casement(stale)).toMatchObject({ code: 4 });
  expect((await faults(...stale))[0]).toMatch(/somebody has changed it/);
  const long = ['clients', 'update', 'nightly', '--access-preset', 'full', '--lifetime', '90000'];
  expect(await casement(long)).toMatchObject({ code: 1 });
  expect((await faults(...long))[0]).toMatch(/^error: confirm: Full access with an access token/);
  expect(await json(...long, '--confirm')).toMatchObject({ access_token_lifetime: 90_000 });
  expect((await faults('clients', 'update', 'wall', '--unset', 'id'))[0]).toMatch(
    /^error: unset: "id": one of access-preset, /,
  );
});

test('a dry run says what would be, and what it takes', async () => {
  const before = await show('reports');
  const { stdout, stderr } = await casement([
    ...['clients', 'update', 'reports', '--name', 'Other', '--access-preset', 'full'],
    ...['--lifetime', '90000', '--dry-run', '--json'],
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ name: 'Other', version: before.version + 1 });
  expect(stderr).toMatch(/Dry run: nothing was changed\.\n.*It takes --confirm\./);
  expect(await show('reports')).toEqual(before);
  const create = ['clients', 'create-service', '--name', 'New', '--user', 'ana@example.com'];
  expect((await casement([...create, '--dry-run'])).stdout).not.toMatch(/client_secret/);
  expect(await json<unknown[]>('clients', 'list')).toHaveLength(3);
});

test('CM10: secrets are made, listed, rotated one by one and revoked', async () => {
  type Secret = { id: string; name: string; state: string; typed_in: boolean };
  const list = () => json<Secret[]>('clients', 'secrets', 'list', 'wall');
  expect(await list()).toMatchObject([{ name: 'first', state: 'live', typed_in: false }]);
  const second = await json<{ client_secret: string; secret_id: string }>(
    ...['clients', 'secrets', 'create', 'wall', '--secret-name', 'second', '--expires', 'never'],
  );
  expect(second.client_secret).toMatch(/^csm_sk_/);
  const rotate = ['clients', 'rotate-secret', 'wall', '--secret', second.secret_id];
  expect(await casement(rotate)).toMatchObject({ code: 2 });
  expect(await casement(rotate, '', 'wall')).toMatchObject({ code: 1 });
  expect(await casement(rotate, '', 'Big wall')).toMatchObject({ code: 0 });
  expect((await list()).map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
    ...['first live', 'second expired', 'second live'],
  ]);
  const [first] = await list();
  expect(await json('clients', 'secrets', 'revoke', 'wall', first?.id ?? '')).toMatchObject({
    state: 'revoked',
  });
  expect((await faults('clients', 'secrets', 'create', 'wall', '--expires', '4000'))[0]).toMatch(
    /^error: expires: A whole number of days from 1 to 3650/,
  );
  expect(
    await casement(['clients', 'secrets', 'create', 'wall', '--expires', 'soon']),
  ).toMatchObject({ code: 2 });
});

test('a typed-in secret comes from standard input', async () => {
  const create = ['clients', 'secrets', 'create', 'nightly', '--secret-stdin'];
  const made = await casement(create, 'correct-Horse.battery-9-staple\n');
  expect(made).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/the secret that you gave/),
  });
  const short = await casement(create, 'short\n');
  expect(short).toMatchObject({ code: 1 });
  expect(short.stderr).toMatch(/^error: secret-stdin: 24 to 256 characters; this has 5/);
});

test('CM14: the list is searched, filtered, sorted and paged', async () => {
  const ids = async (...args: string[]) =>
    (await json<{ id: string }[]>('clients', 'list', ...args)).map(({ id }) => id);
  expect(await ids()).toEqual(['wall', 'nightly', 'reports']);
  expect(await ids('--desc')).toEqual(['reports', 'nightly', 'wall']);
  expect(await ids('--search', 'IGHT')).toEqual(['nightly']);
  expect(await ids('--type', 'app', '--type', 'service')).toEqual(['nightly', 'reports']);
  expect(await ids('--teams', 'limited')).toEqual(['wall']);
  expect(await ids('--team', 'Operations')).toEqual(['wall']);
  expect(await ids('--user', 'ana@example.com')).toEqual(['nightly']);
  expect(await ids('--scope', 'consumer')).toEqual(['nightly']);
  expect(await ids('--unused-for', '1')).toEqual([]);
  expect(await ids('--expires-in', '100')).toEqual([]);
  expect(await ids('--expires-in', '200', '--sort', 'expires')).toHaveLength(2);
  const page = await casement(['clients', 'list', '--limit', '2']);
  const [, cursor = ''] = /--cursor (\S+)/.exec(page.stderr) ?? [];
  expect(await ids('--limit', '2', '--cursor', cursor)).toEqual(['reports']);
  expect((await casement(['clients', 'list', '--sort', 'size'])).code).toBe(2);
});

test('CM13: several are deleted together after their number was typed, or none', async () => {
  const create = ['clients', 'create-app', '--redirect-uri', 'https://app.example.com/cb'];
  for (const id of ['one', 'two', 'three']) await casement([...create, '--id', id, '--name', id]);
  const both = ['clients', 'delete', 'one', 'two'];
  expect(await casement(both, '', 'one')).toMatchObject({ code: 1 });
  expect(await casement([...both, 'nobody', '--yes'])).toMatchObject({
    code: 3,
    stderr: 'error: ids: There is no client nobody.\n',
  });
  expect(await casement(both, '', '2')).toMatchObject({ code: 0 });
  const left = await json<{ id: string }[]>('clients', 'list', '--search', 'o');
  expect(left.map(({ id }) => id)).not.toContain('one');
  expect(await json('clients', 'delete', 'three', '--yes')).toEqual({ id: 'three', deleted: true });
});

test('completion knows every command, option and choice', async () => {
  const { stdout: script } = await casement(['completion', 'bash']);
  const complete = (...words: string[]) =>
    execFileSync('bash', [
      '-c',
      `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _casement; echo "\${COMPREPLY[*]}"`,
      ...['bash', 'casement', ...words],
    ])
      .toString()
      .trim()
      .split(' ');
  expect(complete('cl')).toEqual(['clients']);
  expect(complete('clients', 'secrets', '')).toEqual(expect.arrayContaining(['list', 'create']));
  expect(complete('--json', 'clients', 'list', '--sta')).toEqual(['--status']);
  expect(complete('clients', 'list', '--status', '')).toEqual(['active', 'inactive', 'revoked']);
  expect(complete('clients', 'update', 'wall', '--refresh-token-')).toEqual([
    '--refresh-token-lifetime',
  ]);
  expect((await casement(['completion', 'zsh'])).stdout).toMatch(/^autoload -Uz compinit/);
  expect((await casement(['completion', 'csh'])).code).toBe(2);
});

test('CM22: a limit of a client’s own is set, shown, thought about and taken back', async () => {
  const own = ['--requests-per-minute', '90'];
  const update = (...args: string[]) => json<Shown>('clients', 'update', 'nightly', ...args);
  expect(await update(...own)).toMatchObject({ requests_per_minute: 90 });
  expect(await show('nightly')).toMatchObject({ requests_per_minute: 90 });
  expect((await casement(['clients', 'show', 'nightly'])).stdout).toMatch(
    /^requests_per_minute +90$/m,
  );
  expect(await update('--requests-per-minute', 'none')).not.toHaveProperty('requests_per_minute');
  expect(await update(...own)).toMatchObject({ requests_per_minute: 90 });
  expect(await update('--unset', 'requests-per-minute')).not.toHaveProperty('requests_per_minute');
  const create = ['clients', 'create', '--name', 'Small', '--team', 'Operations'];
  const made = await casement([
    ...[...create, '--user-mode', 'dynamic', '--origin', 'https://small.example.com'],
    ...['--requests-per-minute', '5'],
  ]);
  expect(made.stdout).toMatch(/^requests_per_minute +5$/m);
  expect(made.stderr).toContain('warning: information: With 5 requests a minute, only 5 frames');
  const app = ['clients', 'create-app', '--name', 'A', '--redirect-uri', 'https://a.example/cb'];
  expect(await json(...app, ...own)).toMatchObject({ requests_per_minute: 90 });
  for (const amount of ['0', '-1', '1.5', '1000001']) {
    expect(await faults('clients', 'update', 'nightly', `--requests-per-minute=${amount}`)).toEqual(
      [
        `error: requests-per-minute: A whole number from 1 to 1000000, or none for the service’s limits alone; this is ${amount}.`,
      ],
    );
  }
  const nonsense = await casement([
    'clients',
    'update',
    'nightly',
    '--requests-per-minute',
    'many',
  ]);
  expect(nonsense.code).not.toBe(0);
  expect(nonsense.stderr).toContain('Not a number, and not: none.');
});
