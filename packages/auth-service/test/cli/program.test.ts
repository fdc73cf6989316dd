import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshCasement, PROGRAM, runCasement } from '../support/casement.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/casement.mjs', import.meta.url));
/** Makes a Node say that it is an older one. */
const OLD_NODE = [
  '--import',
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.19.0"}})',
];

let casement: Awaited<ReturnType<typeof freshCasement>>;
let empty: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  casement = await freshCasement();
  empty = await temporaryFolder();
});
afterAll(() => Promise.all([casement.remove(), empty.remove()]));

test.each([
  [[], /^Usage: casement/],
  [['clients'], /^Usage: casement clients/],
  [['clients', 'destroy'], /^error: unknown command 'destroy'/],
  [['clients', 'show'], /^error: missing required argument 'client'/],
  [['clients', 'show', 'a', 'b'], /^error: too many arguments/],
  [['clients', 'create', '--name', 'x'], /^error: required option '--team <team>' not specified/],
  [['clients', 'list', '--colour'], /^error: unknown option '--colour'/],
  [['--database'], /^error: option '--database <file>' argument missing/],
])('usage: %j ends with 2', async (args, message) => {
  const { code, stdout, stderr } = await runCasement(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test('help and version go to stdout and end with 0', async () => {
  const { version } = (await import('../../package.json', { with: { type: 'json' } })).default;
  expect(await runCasement(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  for (const args of [['--help'], ['help'], ['help', 'clients'], ['clients', 'create', '--help']]) {
    const { code, stdout, stderr } = await runCasement(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: casement/);
  }
  const { stdout } = await runCasement(['help', 'exit-codes']);
  expect(stdout).toContain('  3  not found');
});

test('an encryption key needs no database, is printed once, and is 32 bytes', async () => {
  const { code, stdout, stderr } = await runCasement(['keys', 'generate-encryption-key'], {
    cwd: empty.path,
  });
  expect(code).toBe(0);
  expect(Buffer.from(stdout.trim(), 'base64url')).toHaveLength(32);
  expect(stderr).toMatch(/^warning: /);
  expect(await readdir(empty.path)).toEqual([]);
});

test('the database is the option’s, else the environment’s, else the current folder’s', async () => {
  const { database, folder, say } = casement;
  await say('orgs', 'add', 'Here');
  const list = ['orgs', 'list', '--json'];
  const elsewhere = { cwd: empty.path, env: { CASEMENT_DATABASE: database } };
  for (const { stdout } of [
    await runCasement(list, { cwd: folder }),
    await runCasement(list, elsewhere),
    await runCasement([...list, '--database', database], {
      env: { CASEMENT_DATABASE: join(empty.path, 'none.db') },
    }),
  ]) {
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'Here' }]);
  }
});

test('a database that does not exist is an error and is not made', async () => {
  const { code, stdout, stderr } = await runCasement(['orgs', 'list'], { cwd: empty.path });
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toBe(
    `error: database: There is no file ${join(empty.path, '.casement/casement.db')}. Start the auth service once to make it, or name the right one with --database or CASEMENT_DATABASE. For a service elsewhere, sign in with: casement login --issuer <url>\n`,
  );
  expect(await readdir(empty.path)).toEqual([]);
});

test('somebody else’s file is refused and stays as it is', async () => {
  const text = join(casement.folder, 'notes.txt');
  await writeFile(text, 'no database, but longer than the sixteen bytes of a header\n'.repeat(100));
  const foreign = join(casement.folder, 'foreign.db');
  const other = new DatabaseSync(foreign);
  other.exec('create table recipes (id integer)');
  for (const file of [text, foreign, casement.folder]) {
    const { code, stderr } = await runCasement(['orgs', 'list', '--database', file]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `error: database: ${file} is no database of Casement. Name the right one with --database or CASEMENT_DATABASE.\n`,
    });
  }
  expect(other.prepare('select name from sqlite_schema').all()).toEqual([{ name: 'recipes' }]);
  other.close();
});

test('a stack trace is for CASEMENT_DEBUG=1 only', async () => {
  const args = ['--database', casement.database, 'clients', 'show', 'nobody'];
  const quiet = await runCasement(args);
  expect(quiet.stderr).toBe(
    'error: client: There is no client nobody. See them with: casement clients list\n',
  );
  const debug = await runCasement(args, { env: { CASEMENT_DEBUG: '1' } });
  expect(debug).toMatchObject({ code: 3, stdout: '' });
  expect(debug.stderr).toMatch(/^\s+at .*manage-clients/m);
});

test('control characters in the data do not reach the terminal', async () => {
  await casement.say('users', 'add', 'eve@example.com', '--name', 'Eve');
  // Refused today; an older version took it.
  const database = new DatabaseSync(casement.database);
  database.prepare('update users set name = ?').run('a\u001B[2Jb');
  database.close();
  const list = await casement.say('users', 'list');
  expect(list).toContain('a\\u001b[2Jb');
  expect(list).not.toContain('\u001B');
});

test('a reader that has left is no error', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'orgs', 'list', '--database', casement.database]);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('an older Node gets a message, not a stack trace', async () => {
  const { code, stdout, stderr } = await runCasement(['--version'], { execArgv: OLD_NODE });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(
    'error: node: Casement needs Node 24 or newer; this is v20.19.0. Install a newer one, or put it first on the PATH.\n',
  );
});

test('in the workspace an older Node hands over to the pinned one, exit code and all', async () => {
  const { database } = casement;
  const options = { program: LAUNCHER, execArgv: OLD_NODE, cwd: casement.folder };
  const listed = await runCasement(['orgs', 'list', '--json'], options);
  expect(JSON.parse(listed.stdout)).toMatchObject([{ name: 'Here' }]);
  const refused = await runCasement(['--database', database, 'clients', 'show', 'x'], options);
  expect(refused).toMatchObject({ code: 3, stdout: '' });
  expect((await runCasement(['--version'], { program: LAUNCHER })).code).toBe(0);
});
