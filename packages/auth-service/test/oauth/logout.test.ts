import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, createBrowser } from '../support/browser.ts';
import {
  authorizationUrl,
  authorize,
  createApp,
  createPkce,
  postCode,
  startServiceWithApp,
  type Tokens,
  userinfo,
} from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import type { TestService } from '../support/test-service.ts';

const GOODBYE = 'https://app.example.com/goodbye';

let service: TestService;
let client: Credentials;
beforeAll(async () => {
  ({ service, app: client } = await startServiceWithApp({ postLogoutRedirectUris: [GOODBYE] }));
});
afterAll(() => service.close());

async function signedIn(of: Credentials = client): Promise<{ browser: Browser; tokens: Tokens }> {
  const pkce = createPkce();
  const { code, browser } = await authorize(service, of, pkce);
  const answer = await postCode(service, of, { code, verifier: pkce.verifier });
  return { browser, tokens: (await answer.json()) as Tokens };
}

const logoutUrl = (fields: Record<string, string>): string =>
  `/oauth2/logout?${new URLSearchParams(fields)}`;

const isSignedIn = async (browser: Browser): Promise<boolean> => {
  const page = await browser.open(authorizationUrl(client, createPkce()));
  return !page.body.includes('name="password"');
};

test('OA7: a user who agrees is signed out, and comes back to the registered address', async () => {
  const { browser, tokens } = await signedIn();
  const { id_token: id_token_hint = '' } = tokens;
  const page = await browser.open(
    logoutUrl({ id_token_hint, post_logout_redirect_uri: GOODBYE, state: 'a b' }),
  );
  expect(page.status).toBe(200);
  expect(page.body).toContain('App</bdi> asks to sign you out');
  expect(page.body).toContain('Ana');
  expect(page.headers.get('content-security-policy')).toContain('https://app.example.com');
  const end = await browser.submit({ logout: 'yes' });
  expect(end.left).toBe(true);
  expect(end.url.href).toBe(`${GOODBYE}?state=a+b`);
  expect(await isSignedIn(browser)).toBe(false);
  const [entry] = await service.administration.audit.list({ type: 'user.signed_out' });
  expect(entry).toMatchObject({ userId: service.ana.id, clientId: client.id });
  // What was allowed stays allowed, until it is revoked.
  expect((await userinfo(service, tokens.access_token)).status).toBe(200);
});

test('OA7: a client may send the browser there by a form as well', async () => {
  const { browser } = await signedIn();
  const body = new URLSearchParams({ client_id: client.id, post_logout_redirect_uri: GOODBYE });
  const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://app.example.com' };
  const page = await browser.open('/oauth2/logout', { method: 'POST', body, headers });
  expect(page.body).toContain('Sign out?');
  expect((await browser.submit({ logout: 'yes' })).url.href).toBe(GOODBYE);
});

test('a user who stays is still signed in, and is told so', async () => {
  const { browser } = await signedIn();
  const before = Date.now();
  await browser.open('/oauth2/logout');
  const page = await browser.submit({ stay: 'yes' });
  expect(page.body).toContain('You are still signed in');
  const entries = await service.administration.audit.list({ type: 'user.signed_out' });
  expect(entries.every(({ at }) => at < before)).toBe(true);
  expect(await isSignedIn(browser)).toBe(true);
});

test('without an address of the client’s the sign-out ends here', async () => {
  const { browser } = await signedIn();
  await browser.open('/oauth2/logout');
  const page = await browser.submit({ logout: 'yes' });
  expect(page).toMatchObject({ status: 200, body: expect.stringContaining('You are signed out') });
  expect(await isSignedIn(browser)).toBe(false);
});

test('who is not signed in goes on at once, without a script', async () => {
  const go = (fields: Record<string, string>) => createBrowser(service).open(logoutUrl(fields));
  const back = await go({ client_id: client.id, post_logout_redirect_uri: GOODBYE, state: 'x' });
  expect(back.url.href).toBe(`${GOODBYE}?state=x`);
  expect((await go({})).body).toContain('You are signed out');
});

test.each([
  ['another', 'https://evil.example/'],
  ['another path', `${GOODBYE}/x`],
  ['a trailing slash', `${GOODBYE}/`],
  ['another case', GOODBYE.replace('goodbye', 'Goodbye')],
  ['a further query', `${GOODBYE}?next=1`],
  ['a script', 'javascript:alert(1)'],
])('66 an unregistered address after sign-out (%s): 400', async (_what, uri) => {
  const { browser, tokens } = await signedIn();
  for (const who of [{ client_id: client.id }, { id_token_hint: tokens.id_token ?? '' }]) {
    const page = await browser.open(logoutUrl({ ...who, post_logout_redirect_uri: uri }));
    expect(page).toMatchObject({ status: 400, left: false });
    expect(page.body).toContain('not registered');
  }
  expect(await isSignedIn(browser)).toBe(true);
});

test('66 an address of nobody’s is not followed', async () => {
  const { browser } = await signedIn();
  await browser.open(logoutUrl({ post_logout_redirect_uri: GOODBYE }));
  const page = await browser.submit({ logout: 'yes' });
  expect(page).toMatchObject({ left: false, status: 200 });
});

test('67 a tampered id_token_hint: 400, and nobody is signed out', async () => {
  const { browser, tokens } = await signedIn();
  const [head, payload = '', signature] = (tokens.id_token ?? '').split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const other = Buffer.from(JSON.stringify({ ...claims, sub: service.oskar.id }));
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  for (const id_token_hint of [
    `${head}.${other.toString('base64url')}.${signature}`,
    `${none}.${payload}.`,
    `${head}.${payload}.${signature?.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
    'garbage',
  ]) {
    const page = await browser.open(logoutUrl({ id_token_hint }));
    expect(page.status, id_token_hint).toBe(400);
  }
  expect(await isSignedIn(browser)).toBe(true);
});

test('67 a hint that was given to another client: 400', async () => {
  const { browser, tokens } = await signedIn();
  const { id: client_id } = await createApp(service);
  const hint = { id_token_hint: tokens.id_token ?? '', client_id };
  expect((await browser.open(logoutUrl(hint))).status).toBe(400);
});

test('a hint counts after the keys were rotated, and not once they are gone', async () => {
  const { browser, tokens } = await signedIn();
  const hint = logoutUrl({ id_token_hint: tokens.id_token ?? '' });
  await service.administration.keys.rotate();
  await expect.poll(async () => (await browser.open(hint)).status).toBe(200);
  await service.administration.keys.dropAll();
  await expect.poll(async () => (await browser.open(hint)).status).toBe(400);
});

test('55 signing out without the form’s own proof: 403, and nobody is signed out', async () => {
  const { browser } = await signedIn();
  await browser.open('/oauth2/logout');
  const body = new URLSearchParams({ logout: 'yes' });
  const confirm = (init: RequestInit) => browser.open('/oauth2/logout/confirm', init);
  const headers = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
  for (const init of [{}, { headers }]) {
    expect((await confirm({ method: 'POST', body, ...init })).status).toBe(403);
  }
  expect(await isSignedIn(browser)).toBe(true);
});
