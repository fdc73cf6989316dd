import { exportJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser } from '../support/browser.ts';
import { allow, createApp, giveAnaAPassword, REDIRECT_URI, signIn } from '../support/code-flow.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let server: oauth.AuthorizationServer;
beforeAll(async () => {
  service = await startTestService();
  await giveAnaAPassword(service);
  const found = await oauth.discoveryRequest(new URL(ISSUER), options());
  server = await oauth.processDiscoveryResponse(new URL(ISSUER), found);
});
afterAll(() => service.close());

/** The library speaks to the issuer; here it listens somewhere else. */
const options = () => ({
  [oauth.customFetch]: (url: string, init: object) => fetch(url.replace(ISSUER, service.url), init),
});

/** The library checks everything that the specifications let it, and tolerates nothing. */
test('OA13: the code flow of a public client, step by step', async () => {
  const { id } = await createApp(service, { confidential: false, refreshToken: true });
  const client: oauth.Client = { client_id: id };
  const keys = await oauth.generateKeyPair('ES256');
  const bound = { ...options(), DPoP: oauth.DPoP(client, keys) };
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];

  const pushed = await oauth.pushedAuthorizationRequest(
    server,
    client,
    oauth.None(),
    {
      response_type: 'code',
      redirect_uri: REDIRECT_URI,
      scope: 'openid read',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    },
    bound,
  );
  const { request_uri } = await oauth.processPushedAuthorizationResponse(server, client, pushed);

  const browser = createBrowser(service);
  const query = new URLSearchParams({ client_id: id, request_uri });
  await browser.open(`${server.authorization_endpoint}?${query}`);
  await signIn(browser);
  const { url } = await allow(browser, service.team.id);

  const code = oauth.validateAuthResponse(server, client, url, state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    code,
    REDIRECT_URI,
    verifier,
    bound,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, answer, options());
  const { sub } = oauth.getValidatedIdTokenClaims(tokens) ?? { sub: '' };
  expect(sub).toBe(service.ana.id);

  const asked = await oauth.userInfoRequest(server, client, tokens.access_token, bound);
  expect(await oauth.processUserInfoResponse(server, client, sub, asked)).toMatchObject({
    teams: [{ id: service.team.id }],
  });

  const refreshed = await oauth.refreshTokenGrantRequest(
    server,
    client,
    oauth.None(),
    tokens.refresh_token ?? '',
    bound,
  );
  const renewed = await oauth.processRefreshTokenResponse(server, client, refreshed);
  expect(renewed.token_type).toBe('dpop');
  const ended = await oauth.revocationRequest(
    server,
    client,
    oauth.None(),
    renewed.access_token,
    options(),
  );
  expect(await oauth.processRevocationResponse(ended)).toBeUndefined();
  const refused = await oauth.userInfoRequest(server, client, renewed.access_token, bound);
  await expect(oauth.processUserInfoResponse(server, client, sub, refused)).rejects.toBeInstanceOf(
    oauth.WWWAuthenticateChallengeError,
  );
});

test('OA13: a confidential client that signs its assertions', async () => {
  const { privateKey, publicKey } = await oauth.generateKeyPair('ES256');
  const { id } = await createApp(service);
  const jwk = await exportJWK(publicKey);
  const { kid } = await service.administration.clients.addKey(id, { jwk });
  const authentication = oauth.PrivateKeyJwt({ key: privateKey, kid });
  const me: oauth.Client = { client_id: id };
  const verifier = oauth.generateRandomCodeVerifier();
  const browser = createBrowser(service);
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: id,
    redirect_uri: REDIRECT_URI,
    scope: 'read',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  await browser.open(`${server.authorization_endpoint}?${query}`);
  await signIn(browser);
  const { url } = await allow(browser, service.team.id);
  const code = oauth.validateAuthResponse(server, me, url, oauth.expectNoState);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    me,
    authentication,
    code,
    REDIRECT_URI,
    verifier,
    options(),
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, me, answer);
  expect(tokens.id_token).toBeUndefined();
  expect(tokens.scope).toBe('read');
});
