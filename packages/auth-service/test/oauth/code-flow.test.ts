import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser } from '../support/browser.ts';
import {
  allow,
  authorizationUrl,
  codeFlow,
  createApp,
  createPkce,
  postCode,
  REDIRECT_URI,
  signIn,
  startServiceWithApp,
  type Tokens,
  userinfo,
} from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import { ISSUER, type TestService } from '../support/test-service.ts';

let service: TestService;
let app: Credentials;
beforeAll(async () => {
  ({ service, app } = await startServiceWithApp());
});
afterAll(() => service.close());

test('OA1, OA8: sign in, choose a team, get a code and its tokens', async () => {
  const browser = createBrowser(service);
  const { verifier, challenge } = createPkce();
  const asked = await browser.open(authorizationUrl(app, { challenge }, { nonce: 'n' }));
  expect(asked.status).toBe(200);
  expect(asked.body).toContain('name="password"');
  const consent = await signIn(browser);
  expect(consent.body).toContain('Operations');
  expect(consent.body).not.toContain('Finance');
  const answer = await allow(browser, service.team.id);
  expect(answer.url.href).toContain(REDIRECT_URI);
  const { code = '', ...others } = Object.fromEntries(answer.url.searchParams);
  expect(others).toEqual({ state: 'some-state', iss: ISSUER });
  const response = await postCode(service, app, { code, verifier });
  const tokens = (await response.json()) as Record<string, string>;
  expect(response.status).toBe(200);
  expect(tokens).toEqual({
    access_token: expect.stringMatching(/^[\w-]{43}$/),
    id_token: expect.any(String),
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'openid read',
  });
  expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({
    iss: ISSUER,
    sub: service.ana.id,
    aud: app.id,
    nonce: 'n',
  });
  const info = await userinfo(service, tokens.access_token ?? '');
  expect(await info.json()).toEqual({
    sub: service.ana.id,
    teams: [{ id: service.team.id, name: 'Operations', permissions: ['read:dashboards'] }],
  });
});

test('a second request of the same browser needs neither sign-in nor consent', async () => {
  const browser = createBrowser(service);
  const pkce = createPkce();
  await browser.open(authorizationUrl(app, pkce));
  await signIn(browser);
  await allow(browser, service.team.id);
  const again = await browser.open(authorizationUrl(app, pkce));
  expect(again.left).toBe(true);
  expect(again.url.searchParams.get('code')).toBeTruthy();
});

test('what was allowed is audited: who, what for, which teams, from where', async () => {
  await codeFlow(service, app);
  const [event] = await service.storage.stores.audit.list({ type: 'grant.created', limit: 1 });
  expect(event).toMatchObject({
    actor: { type: 'user', userId: service.ana.id },
    userId: service.ana.id,
    clientId: app.id,
    address: '127.0.0.1',
    outcome: 'success',
    details: { scope: 'openid read', teams: service.team.id },
  });
});

test('a public client needs no secret', async () => {
  const { access_token } = await codeFlow(
    service,
    await createApp(service, { confidential: false }),
  );
  expect((await userinfo(service, access_token)).status).toBe(200);
});

test('form_post: a page that sends itself on, with leave for its own script and the client’s address', async () => {
  const browser = createBrowser(service);
  await browser.open(authorizationUrl(app, createPkce(), { response_mode: 'form_post' }));
  await signIn(browser);
  const page = await allow(browser, service.team.id);
  expect([page.status, page.left]).toEqual([200, false]);
  for (const field of [`name="iss" value="${ISSUER}"`, 'name="code"', 'name="state"']) {
    expect(page.body).toContain(field);
  }
  const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page.body) ?? [];
  const policy = page.headers.get('content-security-policy') ?? '';
  const digest = createHash('sha256').update(script).digest('base64');
  expect(policy).toContain(`script-src 'sha256-${digest}'`);
  expect(policy).toContain("form-action 'self' https://app.example.com;");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(page.headers.get('cache-control')).toBe('no-store');
});

test('86 a copy of the database holds nothing that could be presented', async () => {
  const [refreshing, pkce] = [await createApp(service, { refreshToken: true }), createPkce()];
  const browser = createBrowser(service);
  const asked = await browser.open(authorizationUrl(refreshing, pkce, { state: 'in-the-request' }));
  const interaction = asked.url.pathname.split('/').at(-1) ?? '';
  await signIn(browser);
  const answer = await allow(browser, service.team.id);
  const code = answer.url.searchParams.get('code') ?? '';
  const response = await postCode(service, refreshing, { code, verifier: pkce.verifier });
  const { access_token, refresh_token } = (await response.json()) as Required<Tokens>;
  const waiting = await createBrowser(service).open(authorizationUrl(refreshing, pkce));
  const secrets = {
    interaction,
    waiting: waiting.url.pathname.split('/').at(-1) ?? '',
    session: browser.cookie('__Host-casement_session') ?? '',
    code,
    access_token,
    refresh_token,
    state: 'in-the-request',
  };
  const files = ['', '-wal'].map((suffix) => service.database + suffix).filter(existsSync);
  const bytes = files.map((file) => readFileSync(file, 'latin1')).join('');
  expect(bytes).toContain(refreshing.id);
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret, name).not.toBe('');
    expect(bytes.includes(secret), name).toBe(false);
    expect(service.log().includes(secret), name).toBe(false);
  }
});
