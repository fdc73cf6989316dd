/** `casement login` as a process, against a service on a port of its own, the person in a browser. */
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeUserAgent } from '../../src/domain/browser-session/describe-user-agent.ts';
import type { Ended } from '../support/casement.ts';
import { giveAnaAPassword } from '../support/code-flow.ts';
import { type RemoteCasement, remoteCasement } from '../support/remote-casement.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const HOUR = 3_600_000;

let service: TestService;
let casement: RemoteCasement;
let login: Ended;
// The service lets a device ask every five seconds: signed in once, for all tests.
beforeAll(async () => {
  service = await startTestService({ issuer: undefined });
  await giveAnaAPassword(service);
  casement = await remoteCasement(service);
  login = await casement.login();
});
afterAll(() => Promise.all([service.close(), casement.remove()]));

const introspected = async (token: string): Promise<boolean> => {
  const headers = { Authorization: `Bearer ${token}` };
  return (await fetch(`${service.url}/api/v1/me`, { headers })).status === 200;
};

test('login prints address and code, and keeps the tokens to its person', async () => {
  const { issuer } = service;
  expect(login).toMatchObject({ code: 0, stdout: `Signed in at ${issuer} as Ana@Example.com.\n` });
  expect(login.stderr).toMatch(
    new RegExp(`^To sign in, open ${issuer}/device\\?user_code=\\S+\nand check .* code [\\w-]+\n$`),
  );
  const { accessToken = '', refreshToken = '' } = await casement.stored();
  expect(await introspected(accessToken)).toBe(true);
  for (const secret of [accessToken, refreshToken]) {
    expect(secret).not.toBe('');
    expect(login.stdout + login.stderr + service.log()).not.toContain(secret);
  }
  const { credentialsFile } = casement;
  expect((await stat(credentialsFile)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(credentialsFile))).mode & 0o777).toBe(0o700);
});

test('whoami says who, and what is allowed now', async () => {
  expect(await casement.json('whoami')).toEqual({
    issuer: service.issuer,
    user_id: service.ana.id,
    email: 'Ana@Example.com',
    all_teams: false,
    permissions_everywhere: [],
    teams: [{ id: service.team.id, permissions: ['read:dashboards'] }],
  });
});

test('a token that has ended is renewed, by this machine’s clock and by the service’s', async () => {
  const { accessToken: first } = await casement.stored();
  await casement.tamper({ expiresAt: 0 });
  await casement.say('whoami');
  const { accessToken: second = '', refreshToken } = await casement.stored();
  expect(second).not.toBe(first);
  service.advance(2 * HOUR);
  expect(await introspected(second)).toBe(false);
  await casement.say('whoami');
  const third = await casement.stored();
  expect(third.accessToken).not.toBe(second);
  expect(third.refreshToken).not.toBe(refreshToken);
});

test('logout ends the tokens and forgets them', async () => {
  const { accessToken = '', refreshToken } = await casement.stored();
  expect(await casement.say('logout')).toBe(`Signed out at ${service.issuer}.\n`);
  expect(await introspected(accessToken)).toBe(false);
  for (const command of ['whoami', 'logout']) {
    expect(await casement.refused(1, command)).toEqual([
      'error: login: Nobody is signed in at any service. Sign in with: casement login --issuer <url>',
    ]);
  }
  const at = ['whoami', '--issuer', service.issuer];
  expect(await casement.refused(1, ...at)).toEqual([
    `error: login: You are not signed in at ${service.issuer}. Sign in with: casement login --issuer ${service.issuer}`,
  ]);
  // Even if somebody had kept them.
  await writeFile(
    casement.credentialsFile,
    JSON.stringify({
      version: 1,
      issuers: {
        [service.issuer]: { accessToken, refreshToken, expiresAt: 0, userId: service.ana.id },
      },
    }),
  );
  const [ended] = await casement.refused(1, ...at);
  expect(ended).toContain(`Your sign-in at ${service.issuer} has ended`);
});

test.each([
  ['http://auth.example.com', 2, /must be https/],
  ['https://auth.example.com/', 2, /trailing slash/],
  ['http://127.0.0.1:3', 1, /^error: issuer: http:\/\/127.0.0.1:3 did not answer .*ECONNREFUSED/],
])('an issuer that is none: %s', async (issuer, code, message) => {
  expect((await casement.here.refused(code, 'login', '--issuer', issuer))[0]).toMatch(message);
});

test('logout forgets also where the service is down, and says what that leaves', async () => {
  const gone = 'http://127.0.0.1:3';
  const signIn = { accessToken: 'secret', expiresAt: 0, userId: 'nobody' };
  await writeFile(
    casement.credentialsFile,
    JSON.stringify({ version: 1, issuers: { [gone]: signIn } }),
  );
  const { code, stdout, stderr } = await casement.here.run('logout', '--issuer', gone);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `Signed out at ${gone}.\n` });
  expect(stderr).toMatch(
    /^warning: The service still takes the tokens until they expire\. .*ECONNREFUSED/,
  );
  expect(await readFile(casement.credentialsFile, 'utf8')).not.toContain('secret');
});

test('a damaged credentials file is not quoted', async () => {
  await writeFile(casement.credentialsFile, '{"secret');
  const [said] = await casement.here.refused(1, 'clients', 'list');
  expect(said).toContain('is damaged. Remove it');
  expect(said).not.toContain('secret');
});

test('who is asked to connect this machine reads what asks, and not the name of a library', async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers['user-agent']);
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await casement.refused(1, 'login', '--issuer', `http://127.0.0.1:${port}`);
  server.close();
  expect(asked.length).toBeGreaterThan(0);
  for (const name of asked) expect(describeUserAgent(name).browser).toMatch(/^casement \d/);
});
