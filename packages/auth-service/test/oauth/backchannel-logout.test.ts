import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from '../support/browser.ts';
import {
  authorize,
  createApp,
  createPkce,
  giveAnaAPassword,
  postCode,
  type Tokens,
} from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

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
      response.writeHead(request.url === '/moved' ? 302 : 200, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  service = await startTestService({ outboundNetworks: '127.0.0.1/32' });
  await giveAnaAPassword(service);
});
afterAll(async () => {
  await service.close();
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

test('88 a client’s server in the service’s own network is not called', async () => {
  const closed = await startTestService();
  try {
    await giveAnaAPassword(closed);
    const client = await createApp(closed, { backchannelLogoutUri: `${address}/internal` });
    const { browser } = await tokensOf(closed, client);
    await signOut(browser);
    expect(received).toEqual([]);
    expect(closed.log()).toContain('CASEMENT_OUTBOUND_NETWORKS');
  } finally {
    await closed.close();
  }
});
