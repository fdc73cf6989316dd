import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser } from '../support/browser.ts';
import {
  allow,
  authorizationUrl,
  codeFlow,
  createApp,
  createPkce,
  giveAnaAPassword,
  postCode,
  REDIRECT_URI,
  signIn,
  userinfo,
} from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let app: Credentials;
beforeAll(async () => {
  service = await startTestService();
  await giveAnaAPassword(service);
  app = await createApp(service);
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

test('a public client needs no secret', async () => {
  const { access_token } = await codeFlow(
    service,
    await createApp(service, { confidential: false }),
  );
  expect((await userinfo(service, access_token)).status).toBe(200);
});
