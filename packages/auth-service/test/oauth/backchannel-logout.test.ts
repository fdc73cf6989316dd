import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startRunningTime } from '../../../../scripts/running-time.ts';
import { generateEncryptionKey, openAdministration, startAuthService } from '../../src/index.ts';
import type { Browser } from '../support/browser.ts';
import { CHEAP_HASH } from '../support/cheap-password.ts';
import {
  authorizationUrl,
  authorize,
  codeFlow,
  createApp,
  createPkce,
  giveAnaAPassword,
  postCode,
  signIn,
  type Tokens,
} from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import {
  DASHBOARD,
  DASHBOARD_ID,
  DASHBOARD_SECRET,
  ISSUER,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

const dashboards = [
  {
    audience: DASHBOARD,
    origin: DASHBOARD,
    client_id: DASHBOARD_ID,
    client_secret: DASHBOARD_SECRET,
  },
];

/** A client's server: what it was sent. */
let receiver: Server;
let received: { path: string | undefined; type: string | undefined; body: string }[] = [];
let address: string;
let service: TestService;
beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ path: request.url, type: request.headers['content-type'], body });
      if (request.url === '/silent') return;
      response.writeHead(request.url === '/moved' ? 302 : 200, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  service = await startTestService(
    { outboundNetworks: '127.0.0.1/32' },
    { logoutNoticeInterval: 20 },
  );
  await giveAnaAPassword(service);
});
afterAll(async () => {
  await service.close();
  receiver.closeAllConnections();
  receiver.close();
});

const signOut = async (browser: Browser): Promise<void> => {
  received = [];
  await browser.open('/oauth2/logout');
  expect((await browser.submit({ logout: 'yes' })).body).toContain('You are signed out');
};

async function tokensOf(
  of: TestService,
  client: Credentials,
): Promise<Tokens & { browser: Browser }> {
  const pkce = createPkce();
  const { code, browser } = await authorize(of, client, pkce);
  const answer = await postCode(of, client, { code, verifier: pkce.verifier });
  return { ...((await answer.json()) as Tokens), browser };
}

test('OA14: a client’s server is told who has signed out, and of which session', async () => {
  const client = await createApp(service, { backchannelLogoutUri: `${address}/signed-out` });
  const { id_token = '', browser } = await tokensOf(service, client);
  await signOut(browser);
  expect(received).toMatchObject([
    { path: '/signed-out', type: 'application/x-www-form-urlencoded' },
  ]);
  const token = new URLSearchParams(received[0]?.body).get('logout_token') ?? '';
  const { payload, protectedHeader } = await jwtVerify(
    token,
    createRemoteJWKSet(new URL(`${service.url}/oauth2/jwks`)),
    { issuer: ISSUER, audience: client.id, typ: 'logout+jwt' },
  );
  expect(protectedHeader.alg).toBe('ES256');
  expect(payload).toMatchObject({
    sub: service.ana.id,
    sid: decodeJwt(id_token).sid,
    jti: expect.any(String),
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  });
  expect(payload).not.toHaveProperty('nonce');
});

test('a client that nobody signed in to is not told', async () => {
  await createApp(service, { backchannelLogoutUri: `${address}/other` });
  const { browser } = await tokensOf(service, await createApp(service));
  await signOut(browser);
  expect(received).toEqual([]);
});

test('a redirect is not followed, and signing out goes on', async () => {
  const client = await createApp(service, { backchannelLogoutUri: `${address}/moved` });
  const { browser } = await tokensOf(service, client);
  await signOut(browser);
  expect(received.map(({ path }) => path)).toEqual(['/moved']);
  expect(service.log()).toContain('a client could not be told of a sign-out');
});

/** The logout token of the one that was called, checked as its client would. */
async function logoutToken(client: Credentials): Promise<JWTPayload> {
  await expect.poll(() => received.length).toBe(1);
  const token = new URLSearchParams(received[0]?.body).get('logout_token') ?? '';
  const keys = createRemoteJWKSet(new URL(`${service.url}/oauth2/jwks`));
  const rules = { issuer: ISSUER, audience: client.id, typ: 'logout+jwt' };
  return (await jwtVerify(token, keys, rules)).payload;
}

const sessionsOf = async ({ administration, ana }: TestService) =>
  (await administration.browserSessions.list({ user: ana.id })).items;

/** Signs Ana in for a client with a server, and nowhere else. */
async function signedIn(path: string, of = service) {
  await of.administration.browserSessions.revoke({ user: of.ana.id });
  const client = await createApp(of, { backchannelLogoutUri: address + path });
  const tokens = await tokensOf(of, client);
  const [session] = await sessionsOf(of);
  if (!session) throw new Error('Ana is not signed in');
  received = [];
  return { ...tokens, client, session };
}

test('OA14 CM20: a client’s server is told when somebody else ends the browser session', async () => {
  const { client, session, id_token = '' } = await signedIn('/ended');
  await createApp(service, { backchannelLogoutUri: `${address}/not-signed-in-to` });
  await service.administration.browserSessions.revoke({ browserSessionId: session.id });
  const payload = await logoutToken(client);
  expect(received[0]).toMatchObject({
    path: '/ended',
    type: 'application/x-www-form-urlencoded',
  });
  expect(payload).toMatchObject({
    sub: service.ana.id,
    sid: decodeJwt(id_token).sid,
    jti: expect.any(String),
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  });
  // Once.
  await service.administration.browserSessions.revoke({ browserSessionId: session.id });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(received).toHaveLength(1);
});

test('OA14 CM20: … by the API, as the user themselves', async () => {
  const { client, session } = await signedIn('/by-api');
  const own = await createApp(service, { accessPreset: 'full' });
  const api = await codeFlow(service, own, { scope: 'openid read write:profile' });
  const headers = { Authorization: `Bearer ${api.access_token}` };
  received = [];
  const answer = await fetch(`${service.url}/api/v1/browser-sessions/${session.id}`, {
    method: 'DELETE',
    headers,
  });
  expect([answer.status, await answer.json()]).toEqual([200, { revoked: 1 }]);
  expect(await logoutToken(client)).toMatchObject({ sub: service.ana.id });
});

test('OA14 CM20: … by the command line, which is another process', async () => {
  const { client, session } = await signedIn('/by-cli');
  const beside = await openAdministration({ database: service.database });
  try {
    await beside.browserSessions.revoke({ browserSessionId: session.id });
  } finally {
    await beside.close();
  }
  expect(await logoutToken(client)).toMatchObject({ sub: service.ana.id });
});

test('OA14: … when the user becomes inactive, or somebody else signs in in the same browser', async () => {
  const { client } = await signedIn('/inactive');
  const { directory } = service.administration;
  await directory.setUserStatus(service.ana.id, 'inactive');
  expect(await logoutToken(client)).toMatchObject({ sub: service.ana.id });
  await directory.setUserStatus(service.ana.id, 'active');
  await service.storage.stores.passwords.put(service.oskar.id, CHEAP_HASH, Date.now());
  const other = await signedIn('/other-user');
  const { browser } = other;
  await browser.open(authorizationUrl(other.client, createPkce(), { prompt: 'login' }));
  await signIn(browser, 'oskar@example.com');
  expect(await logoutToken(other.client)).toMatchObject({ sub: service.ana.id });
});

test('a server that cannot be told holds no revocation up: it is logged and in the audit log', async () => {
  const time = startRunningTime();
  onTestFinished(() => time.stop());
  for (const [path, details] of [
    ['/moved', { reason: 'refused', status: 302 }],
    ['/silent', { reason: 'no_answer' }],
  ] as const) {
    const { client, session } = await signedIn(path);
    const begin = time.now();
    const ended = await service.administration.browserSessions.revoke({
      browserSessionId: session.id,
    });
    expect([ended, await sessionsOf(service)]).toEqual([1, []]);
    expect(time.now() - begin).toBeLessThan(2_000);
    const untold = () =>
      service.administration.audit.list({ type: 'logout_notice.failed', clientId: client.id });
    await expect.poll(async () => (await untold()).length).toBe(1);
    const [event] = await untold();
    expect(event).toMatchObject({ outcome: 'failed', userId: service.ana.id, details });
  }
});

test('what nobody was there to deliver goes out at the next start, within a day', async () => {
  const encryptionKey = generateEncryptionKey();
  const common = { encryptionKey, outboundNetworks: '127.0.0.1/32' };
  const idle = await startTestService(common, { logoutNoticeInterval: 1_000_000_000 });
  try {
    await giveAnaAPassword(idle);
    for (const [hours, calls] of [
      [25, 0],
      [23, 1],
    ] as const) {
      const { session } = await signedIn('/late', idle);
      await idle.administration.browserSessions.revoke({ browserSessionId: session.id });
      const { oauthArtifacts } = idle.storage.stores;
      const waiting = () => oauthArtifacts.findByUid('LogoutNotice', 'logout-notices');
      expect(await waiting()).toBeDefined();
      const clock = () => Date.now() + hours * 3_600_000;
      const options = { ...common, issuer: ISSUER, port: 0, database: idle.database, dashboards };
      const next = await startAuthService({ ...options, logLevel: 'silent' }, { clock });
      await expect.poll(waiting).toBeUndefined();
      await next.close();
      expect(received).toHaveLength(calls);
    }
  } finally {
    await idle.close();
  }
});

test('88 a client’s server in the service’s own network is not called', async () => {
  const closed = await startTestService({}, { logoutNoticeInterval: 20 });
  try {
    await giveAnaAPassword(closed);
    const client = await createApp(closed, { backchannelLogoutUri: `${address}/internal` });
    const { browser } = await tokensOf(closed, client);
    await signOut(browser);
    expect(received).toEqual([]);
    const untold = () => closed.administration.audit.list({ type: 'logout_notice.failed' });
    await expect.poll(async () => (await untold()).length).toBe(1);
    const again = await signedIn('/internal', closed);
    await closed.administration.browserSessions.revoke({ browserSessionId: again.session.id });
    await expect.poll(async () => (await untold()).length).toBe(2);
    expect(received).toEqual([]);
    expect(closed.log().split('CASEMENT_OUTBOUND_NETWORKS')).toHaveLength(3);
  } finally {
    await closed.close();
  }
});
