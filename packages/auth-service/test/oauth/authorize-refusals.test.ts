import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser, type Visit } from '../support/browser.ts';
import {
  authorizationUrl,
  authorize,
  createApp,
  createPkce,
  REDIRECT_URI,
  startServiceWithApp,
} from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let app: Credentials;
let native: Credentials;
const LOOPBACK = 'http://127.0.0.1/callback';
const pkce = createPkce();
beforeAll(async () => {
  ({ service, app } = await startServiceWithApp());
  native = await createApp(service, {
    platform: 'native',
    confidential: false,
    redirectUris: [LOOPBACK],
  });
});
afterAll(() => service.close());

const ask = (changes: Record<string, string | undefined> = {}, client = app): Promise<Visit> =>
  createBrowser(service).open(authorizationUrl(client, pkce, changes));

/** Nobody is sent anywhere: the page says what is wrong. */
function expectPage(visit: Visit, error: string): void {
  expect({ status: visit.status, left: visit.left }).toEqual({ status: 400, left: false });
  expect(visit.headers.get('content-type')).toMatch(/^text\/html/);
  expect(visit.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(visit.body).toContain(`<code>${error}</code>`);
}

/** 14: every answer to the client says who answers. */
function expectAnswer(visit: Visit, error: string): void {
  expect(visit.left, visit.body).toBe(true);
  expect(visit.url.origin + visit.url.pathname).toBe(REDIRECT_URI);
  const { search, hash } = visit.url;
  // Whoever asks for tokens in the answer is answered where those would be.
  expect(Object.fromEntries(new URLSearchParams(search || hash.slice(1)))).toMatchObject({
    error,
    state: 'some-state',
    iss: ISSUER,
  });
}

test('1 an unknown client gets a page and no redirect', async () => {
  expectPage(await ask({ client_id: 'nobody' }), 'invalid_client');
  expectPage(await ask({ client_id: undefined }), 'invalid_request');
});

test('2 an unregistered redirect URI gets a page and no redirect', async () => {
  expectPage(await ask({ redirect_uri: 'https://evil.example/callback' }), 'invalid_redirect_uri');
  // Whatever else is wrong.
  const both = await ask({ redirect_uri: 'https://evil.example/callback', response_type: 'token' });
  expectPage(both, 'invalid_redirect_uri');
});

test.each([
  'https://app.example.com/callback/',
  'https://app.example.com/Callback',
  'https://APP.example.com/callback',
  'https://app.example.com/x/../callback',
  'https://app.example.com/callback?x=1',
  'https://app.example.com:443/callback',
  'https://app.example.com/callback%2F',
  ' https://app.example.com/callback',
])('3 a redirect URI that is nearly right: %s', async (redirect_uri) => {
  expectPage(await ask({ redirect_uri }), 'invalid_redirect_uri');
});

test('4 a native app may listen on any port of the loopback address', async () => {
  const visit = await ask({ redirect_uri: 'http://127.0.0.1:51234/callback' }, native);
  expect(visit.status).toBe(200);
  expect(visit.body).toContain('name="password"');
});

test('5 a web app may not', async () => {
  const web = await createApp(service, { redirectUris: ['http://127.0.0.1:4000/callback'] });
  expect((await ask({ redirect_uri: 'http://127.0.0.1:4000/callback' }, web)).status).toBe(200);
  expectPage(
    await ask({ redirect_uri: 'http://127.0.0.1:4001/callback' }, web),
    'invalid_redirect_uri',
  );
});

test.each([
  'http://127.0.0.1:51234/other',
  'http://127.0.0.1:51234/callback?x=1',
  'http://localhost:51234/callback',
  'http://127.0.0.2:51234/callback',
  'https://127.0.0.1:51234/callback',
])('6 another path, host or scheme than the native app’s: %s', async (redirect_uri) => {
  expectPage(await ask({ redirect_uri }, native), 'invalid_redirect_uri');
});

test.each([
  'https://ana@app.example.com/callback',
  'https://app.example.com@evil.example/callback',
  'https://app.example.com/callback#x',
  'http://ana@127.0.0.1:51234/callback',
])('7 a redirect URI with user information or a fragment: %s', async (redirect_uri) => {
  expectPage(await ask({ redirect_uri }), 'invalid_redirect_uri');
  expectPage(await ask({ redirect_uri }, native), 'invalid_redirect_uri');
});

test('8 without PKCE', async () => {
  const none = { code_challenge: undefined, code_challenge_method: undefined };
  expectAnswer(await ask(none), 'invalid_request');
  expectAnswer(await ask({ code_challenge: undefined }), 'invalid_request');
});

test('9 PKCE with plain, also where the method is left out', async () => {
  expectAnswer(await ask({ code_challenge_method: 'plain' }), 'invalid_request');
  expectAnswer(await ask({ code_challenge_method: undefined }), 'invalid_request');
});

test.each([
  ['short', 'a'.repeat(42)],
  ['long', 'a'.repeat(129)],
  ['odd', `${'a'.repeat(42)}=`],
])('10 a code challenge that is too %s', async (_how, code_challenge) => {
  expectAnswer(await ask({ code_challenge }), 'invalid_request');
});

test.each(['token', 'id_token', 'code id_token', 'none', 'everything'])(
  '11 response_type=%s is unsupported_response_type',
  async (response_type) => {
    expectAnswer(await ask({ response_type }), 'unsupported_response_type');
  },
);

test('11 an app without the grant is not sent to sign in', async () => {
  const device = await createApp(service, {
    grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'],
    redirectUris: [],
  });
  expectPage(await ask({}, device), 'invalid_redirect_uri');
});

test.each(['scope', 'state', 'code_challenge', 'response_type', 'prompt'])(
  '12 %s twice is invalid_request',
  async (name) => {
    const address = `${authorizationUrl(app, pkce, { prompt: 'login' })}&${name}=x`;
    const visit = await createBrowser(service).open(address);
    expect(visit.left).toBe(true);
    expect(visit.url.searchParams.get('error')).toBe('invalid_request');
    expect(visit.url.searchParams.get('iss')).toBe(ISSUER);
  },
);

test('12 client_id twice gets a page, redirect_uri twice the only address that is registered', async () => {
  const twice = (name: string) =>
    createBrowser(service).open(
      `${authorizationUrl(app, pkce)}&${name}=https%3A%2F%2Fevil.example`,
    );
  expectPage(await twice('client_id'), 'invalid_request');
  expectAnswer(await twice('redirect_uri'), 'invalid_request');
});

test('13 prompt=none without anybody signed in is login_required', async () => {
  expectAnswer(await ask({ prompt: 'none' }), 'login_required');
  expectAnswer(await ask({ prompt: 'none login' }), 'invalid_request');
});

test('14 every answer says who answers: a code, a refusal, and the user’s own no', async () => {
  const browser = createBrowser(service);
  await browser.open(authorizationUrl(app, pkce));
  const denied = await browser.submit({ decision: 'deny' });
  expectAnswer(denied, 'access_denied');
  expectAnswer(await ask({ scope: 'everything' }), 'invalid_scope');
  const { answer } = await authorize(service, app, pkce);
  expect(answer.searchParams.get('iss')).toBe(ISSUER);
  // And what was refused is counted, though only a redirect tells it.
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toMatch(/casement_refusals_total\{error="access_denied"\} [1-9]/);
  expect(metrics).toMatch(/casement_refusals_total\{error="invalid_scope"\} [1-9]/);
});

test('15 a scope that the client does not have is invalid_scope', async () => {
  expectAnswer(await ask({ scope: 'openid write' }), 'invalid_scope');
  expectAnswer(await ask({ scope: 'openid management' }), 'invalid_scope');
});

test('16 an unknown scope is invalid_scope', async () => {
  for (const scope of ['everything', 'openid everything', 'READ', 'toString', 'read  openid']) {
    expectAnswer(await ask({ scope }), 'invalid_scope');
  }
});

test('17 a client that is paused gets a page, and so does a revoked one', async () => {
  const own = await createApp(service);
  const { clients } = service.administration;
  await clients.pause(own.id);
  expectPage(await ask({}, own), 'invalid_client');
  await clients.resume(own.id);
  expect((await ask({}, own)).status).toBe(200);
  await clients.revoke(own.id);
  expectPage(await ask({}, own), 'invalid_client');
});

test('18 a request_uri of somewhere else is refused and not fetched', async () => {
  const { createServer } = await import('node:http');
  let fetched = 0;
  const server = createServer((_request, response) => {
    fetched++;
    response.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  const request_uri = `http://127.0.0.1:${port}/request.jwt`;
  expectAnswer(await ask({ request_uri }), 'request_uri_not_supported');
  expectAnswer(await ask({ request: 'e30.e30.' }), 'request_not_supported');
  server.close();
  expect(fetched).toBe(0);
});

test('68 the host that a request claims changes nothing', async () => {
  const { request } = await import('node:http');
  const location = await new Promise<string | undefined>((resolve, reject) => {
    const sent = request(service.url + authorizationUrl(app, pkce), {
      headers: {
        Host: 'evil.example',
        'X-Forwarded-Host': 'evil.example',
        'X-Forwarded-Proto': 'http',
      },
    });
    sent.once('response', (response) => {
      response.resume();
      expect(String(response.headers['set-cookie'])).not.toContain('evil');
      resolve(response.headers.location);
    });
    sent.once('error', reject);
    sent.end();
  });
  expect(location).toMatch(/^\/interaction\/[\w-]+$/);
});

test('a request may be posted: it goes on as if it had been linked to', async () => {
  const browser = createBrowser(service);
  const [, query = ''] = authorizationUrl(app, pkce).split('?');
  const visit = await browser.open('/oauth2/authorize', {
    method: 'POST',
    body: new URLSearchParams(query),
  });
  expect(visit.body).toContain('name="password"');
  const twice = await browser.open('/oauth2/authorize?client_id=x', {
    method: 'POST',
    body: new URLSearchParams(query),
  });
  expect(twice.status).toBe(400);
});

test('nothing but GET and POST', async () => {
  const response = await fetch(service.url + authorizationUrl(app, pkce), { method: 'DELETE' });
  expect(response.status).toBe(405);
});

test('who asks too often is told to wait, by a page', async () => {
  const limited = await startTestService({
    limits: { authorizations_per_address: 2 },
    limitWindow: 3_600,
  });
  try {
    const client = await createApp(limited);
    const open = () => createBrowser(limited).open(authorizationUrl(client, pkce));
    expect([(await open()).status, (await open()).status]).toEqual([200, 200]);
    const refused = await open();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(refused.body).toContain('Too many attempts');
  } finally {
    await limited.close();
  }
});
