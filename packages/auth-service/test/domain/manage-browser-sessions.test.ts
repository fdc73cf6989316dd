import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Administration, openAdministration } from '../../src/administration.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import type { User } from '../../src/domain/directory/directory.ts';
import type { Storage } from '../../src/domain/storage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: string;
let administration: Administration & { storage: Storage; close(): Promise<void> };
let ana: User;
let ben: User;
beforeAll(async () => {
  folder = await temporaryFolder();
  database = join(folder.path, 'casement.db');
  administration = await openAdministration({ database });
  const { directory } = administration;
  const { id: organizationId } = await directory.createOrganization({ name: 'Nordlys' });
  const team = await directory.createTeam({ organizationId, name: 'Operations' });
  ana = await directory.createUser({ email: 'ana@example.com', name: 'Ana' });
  ben = await directory.createUser({ email: 'ben@example.com', name: 'Ben' });
  await directory.setMembership({ teamId: team.id, user: ana.id, roleId: 'viewer' });
});
afterAll(async () => {
  await administration.close();
  await folder.remove();
});

let counter = 0;

/** Somebody signs in with a browser: the engine's session and its record. */
async function signIn(user: User): Promise<string> {
  const { browserSessions, oauthArtifacts } = administration.storage.stores;
  counter += 1;
  const at = Date.now() + counter;
  const key = `key-${counter}`;
  await oauthArtifacts.put({
    kind: 'Session',
    key: `artifact-${counter}`,
    clientId: undefined,
    userId: user.id,
    grantKey: undefined,
    uid: key,
    userCode: undefined,
    payload: '{}',
    expiresAt: at + 60_000,
  });
  const address = '192.0.2.7';
  const expiresAt = at + 60_000;
  await browserSessions.keep({ key, userId: user.id, userAgent: FIREFOX, address, expiresAt, at });
  const [{ id } = { id: '' }] = await browserSessions.list({ userId: user.id, limit: 1 });
  return id;
}

const listed = async (of: Pick<Administration, 'browserSessions'>, user?: string) =>
  (await of.browserSessions.list({ user })).items.map(({ id }) => id);

beforeEach(async () => {
  for (const user of [ana, ben]) await administration.browserSessions.revoke({ user: user.id });
});

test('CM20: browser sessions are listed and revoked, one or all of a user, and audited', async () => {
  const [one, two, bens] = [await signIn(ana), await signIn(ana), await signIn(ben)];
  expect(await listed(administration)).toEqual([bens, two, one]);
  expect(await listed(administration, 'ANA@example.com')).toEqual([two, one]);

  const { browserSessions } = administration;
  expect(await browserSessions.revoke({ browserSessionId: one })).toBe(1);
  expect(await browserSessions.revoke({ browserSessionId: one })).toBe(0);
  expect(await listed(administration)).toEqual([bens, two]);
  expect(await browserSessions.revoke({ user: ana.id })).toBe(1);
  expect(await listed(administration)).toEqual([bens]);
  const { items } = await browserSessions.list({ user: ana.id, all: true });
  expect(items.slice(0, 2)).toEqual([
    expect.objectContaining({ id: two, revokedAt: expect.any(Number) }),
    expect.objectContaining({ id: one, revokedAt: expect.any(Number) }),
  ]);
  const { oauthArtifacts, audit } = administration.storage.stores;
  expect(await oauthArtifacts.findByUid('Session', `key-${counter - 1}`)).toBeUndefined();
  expect(await oauthArtifacts.findByUid('Session', `key-${counter}`)).toBeDefined();
  const [event] = await audit.list({ type: 'browser_session.revoked', limit: 1 });
  expect(event).toMatchObject({ actor: { type: 'operator' }, userId: ana.id, subjectId: two });
});

test('CM20: browser sessions come page by page, also where several were active at once', async () => {
  const ids = [await signIn(ana), await signIn(ana), await signIn(ben), await signIn(ana)];
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const page = await administration.browserSessions.list({ limit: 1, after });
    pages.push(page.items.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  expect(pages).toEqual(ids.toReversed().map((id) => [id]));
});

test('a new password and deactivation sign every browser of the user out', async () => {
  const bens = await signIn(ben);
  await signIn(ana);
  await administration.passwords.set(ana.id, 'correct horse battery');
  expect(await listed(administration)).toEqual([bens]);
  await signIn(ana);
  await administration.directory.setUserStatus(ana.id, 'inactive');
  expect(await listed(administration)).toEqual([bens]);
  await administration.directory.setUserStatus(ana.id, 'active');
});

test('a user sees and revokes their own, and nobody else’s', async () => {
  const [anas, bens] = [await signIn(ana), await signIn(ben)];
  const own = administration.as({ type: 'user', userId: ana.id });
  expect(await listed(own, ana.id)).toEqual([anas]);
  const refused = expect.objectContaining({ code: 'permission_required' });
  await expect(own.browserSessions.list()).rejects.toEqual(refused);
  await expect(own.browserSessions.list({ user: ben.id })).rejects.toEqual(refused);
  await expect(own.browserSessions.revoke({ user: ben.id })).rejects.toEqual(refused);
  // Not even whether it is there.
  await expect(own.browserSessions.revoke({ browserSessionId: bens })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await own.browserSessions.revoke({ browserSessionId: anas })).toBe(1);
});

test('what does not exist is refused in words', async () => {
  const { browserSessions } = administration;
  for (const attempt of [
    browserSessions.revoke({ browserSessionId: 'bro_x' }),
    browserSessions.revoke({ user: 'nobody@example.com' }),
    browserSessions.list({ user: 'usr_x' }),
  ]) {
    await expect(attempt).rejects.toMatchObject({ code: 'not_found' });
  }
  await expect(browserSessions.list({ limit: 0 })).rejects.toThrow('limit');
  await expect(browserSessions.list({ after: 'bro_x' })).rejects.toThrow('cursor');
});

test('the command line lists devices and browsers in words, and signs them out', async () => {
  const casement = async (...args: string[]) => {
    let [stdout, stderr] = ['', ''];
    const code = await runCli(['--database', database, 'sessions', 'browser', ...args], {
      env: {},
      stdin: async () => '',
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
    });
    return { code, stdout, stderr };
  };
  expect((await casement('list')).stdout).toContain('Nobody is signed in.');
  const id = await signIn(ana);
  await signIn(ana);
  const { stdout } = await casement('list', '--user', ana.email, '--json');
  const rows = JSON.parse(stdout) as Record<string, unknown>[];
  expect(rows).toHaveLength(2);
  expect(rows[1]).toMatchObject({
    id,
    user_id: ana.id,
    device: 'Linux computer',
    browser: 'Firefox 145',
    address: '192.0.2.7',
    last_active_at: expect.stringMatching(/^20.*Z$/),
  });
  expect(stdout).not.toContain('key-');
  expect((await casement('revoke', id)).stdout).toContain('Signed 1 browser out.');
  expect(
    JSON.parse((await casement('revoke', '--user', ana.id, '--yes', '--json')).stdout),
  ).toEqual({
    revoked: 1,
  });
  for (const args of [[], [id, '--user', ana.id], ['bro_x'], ['--user', ana.id]]) {
    const refused = await casement('revoke', ...args);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/^error: /);
  }
});
