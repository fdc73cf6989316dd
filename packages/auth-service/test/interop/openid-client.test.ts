import * as client from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, createBrowser } from '../support/browser.ts';
import { allow, createApp, giveAnaAPassword, REDIRECT_URI, signIn } from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService();
  await giveAnaAPassword(service);
});
afterAll(() => service.close());

/** The library speaks to the issuer; here it listens somewhere else. */
const customFetch = (url: string, init: object) => fetch(url.replace(ISSUER, service.url), init);

const discover = (app: Credentials, authentication?: client.ClientAuth) =>
  client.discovery(new URL(ISSUER), app.id, app.secret || undefined, authentication, {
    [client.customFetch]: customFetch,
  });

/** What a web application asks for, and what it keeps until its user is back. */
async function request(changes: Record<string, string> = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier,
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    idTokenExpected: true,
  };
  const parameters = {
    redirect_uri: REDIRECT_URI,
    scope: 'openid email read',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...changes,
  };
  return { checks, parameters };
}

/** Ana, from where the application sent her to where it gets her back. */
async function visit(url: URL): Promise<URL> {
  browser = createBrowser(service);
  await browser.open(url);
  await signIn(browser);
  return (await allow(browser, service.team.id)).url;
}

test('OA13: code flow of a confidential client, userinfo, refresh, revocation', async () => {
  const app = await createApp(service, { refreshToken: true });
  const config = await discover(app);
  const { checks, parameters } = await request();
  const back = await visit(client.buildAuthorizationUrl(config, parameters));
  const tokens = await client.authorizationCodeGrant(config, back, checks);
  expect(tokens.claims()).toMatchObject({ sub: service.ana.id, aud: app.id });
  expect(await client.fetchUserInfo(config, tokens.access_token, service.ana.id)).toMatchObject({
    email: 'Ana@Example.com',
    teams: [{ id: service.team.id, name: 'Operations' }],
  });
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
  expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
  await client.tokenRevocation(config, renewed.refresh_token ?? '');
  await expect(client.refreshTokenGrant(config, renewed.refresh_token ?? '')).rejects.toMatchObject(
    { error: 'invalid_grant' },
  );
});

test('OA13, OA14: code flow of a public client with a pushed request and DPoP', async () => {
  const app = await createApp(service, { confidential: false });
  const config = await discover(app, client.None());
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const { checks, parameters } = await request();
  const back = await visit(await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP }));
  const tokens = await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP });
  expect(tokens.token_type).toBe('dpop');
  const { access_token: token } = tokens;
  expect(await client.fetchUserInfo(config, token, service.ana.id, { DPoP })).toMatchObject({
    sub: service.ana.id,
  });
});

test('OA13: what is refused comes back as the error that it is', async () => {
  const app = await createApp(service);
  const config = await discover(app);
  const { checks, parameters } = await request({ scope: 'openid nonsense' });
  browser = createBrowser(service);
  const { url } = await browser.open(client.buildAuthorizationUrl(config, parameters));
  await expect(client.authorizationCodeGrant(config, url, checks)).rejects.toMatchObject({
    error: 'invalid_scope',
  });
});
