import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser } from '../support/browser.ts';
import { allow, createApp, giveAnaAPassword, REDIRECT_URI, signIn } from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let app: Credentials;
beforeAll(async () => {
  service = await startTestService();
  await giveAnaAPassword(service);
  app = await createApp(service, { refreshToken: true });
});
afterAll(() => service.close());

/** The libraries speak to the issuer; here it listens somewhere else. */
const customFetch = (url: string, init: object) => fetch(url.replace(ISSUER, service.url), init);

/** What the user does, from the address that a library made to the one that it gets back. */
async function answerOf(address: URL): Promise<URL> {
  const browser = createBrowser(service);
  await browser.open(address);
  await signIn(browser);
  return (await allow(browser, service.team.id)).url;
}

test('OA13, OA14: openid-client, with a pushed request, a proof key, refresh and revocation', async () => {
  const config = await client.discovery(new URL(ISSUER), app.id, app.secret, undefined, {
    [client.customFetch]: customFetch,
  });
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const address = await client.buildAuthorizationUrlWithPAR(
    config,
    {
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile email',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    },
    { DPoP },
  );
  const tokens = await client.authorizationCodeGrant(
    config,
    await answerOf(address),
    { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true },
    undefined,
    { DPoP },
  );
  expect(tokens.token_type).toBe('dpop');
  expect(tokens.claims()?.sub).toBe(service.ana.id);
  const info = await client.fetchUserInfo(config, tokens.access_token, service.ana.id, { DPoP });
  expect(info).toMatchObject({ name: 'Ana', email: 'Ana@Example.com' });
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, {
    DPoP,
  });
  expect(refreshed.claims()?.sub).toBe(service.ana.id);
  await client.tokenRevocation(config, refreshed.refresh_token ?? '');
  expect(await client.tokenIntrospection(config, refreshed.access_token)).toEqual({
    active: false,
  });
});

test('OA13: oauth4webapi, strict, as a public client', async () => {
  const { id } = await createApp(service, { confidential: false });
  const options = { [oauth.customFetch]: customFetch };
  const issuer = new URL(ISSUER);
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, options),
  );
  const verifier = oauth.generateRandomCodeVerifier();
  const nonce = oauth.generateRandomNonce();
  const state = oauth.generateRandomState();
  const address = new URL(server.authorization_endpoint ?? '');
  address.search = String(
    new URLSearchParams({
      client_id: id,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'openid email',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      nonce,
      state,
    }),
  );
  const known = { client_id: id };
  // Checks `state` and, since the metadata promise it, `iss` (RFC 9207).
  const parameters = oauth.validateAuthResponse(server, known, await answerOf(address), state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    known,
    oauth.None(),
    parameters,
    REDIRECT_URI,
    verifier,
    options,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, known, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, response, options);
  const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? '';
  const asked = await oauth.userInfoRequest(server, known, tokens.access_token, options);
  expect(await oauth.processUserInfoResponse(server, known, sub, asked)).toMatchObject({
    sub: service.ana.id,
    email: 'Ana@Example.com',
  });
});
