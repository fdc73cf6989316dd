import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateEncryptionKey } from '../../src/index.ts';
import { createBrowser } from '../support/browser.ts';
import {
  allow,
  authorizationUrl,
  createApp,
  createPkce,
  giveAnaAPassword,
  postCode,
  signIn,
  type Tokens,
  userinfo,
} from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import {
  ISSUER,
  startReplica,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

const encryptionKey = generateEncryptionKey();
let service: TestService;
let replica: TestService;
let app: Credentials;
beforeAll(async () => {
  service = await startTestService({ encryptionKey });
  replica = await startReplica(service, encryptionKey);
  await giveAnaAPassword(service);
  app = await createApp(service);
});
afterAll(async () => {
  await replica.close();
  await service.close();
});

/** A browser whose every request goes to the other replica than the one before. */
function takingTurns(): TestService {
  let turn = 0;
  return {
    ...service,
    get url() {
      turn++;
      return turn % 2 === 0 ? service.url : replica.url;
    },
  };
}

test('OP1 a sign-in that began at one replica goes on at another', async () => {
  const both = takingTurns();
  const browser = createBrowser(both);
  const pkce = createPkce();
  await browser.open(authorizationUrl(app, pkce));
  await signIn(browser);
  const answer = await allow(browser, service.team.id);
  const code = answer.url.searchParams.get('code') ?? '';
  const response = await postCode(both, app, { code, verifier: pkce.verifier });
  expect(response.status).toBe(200);
  const { access_token } = (await response.json()) as Tokens;
  expect((await userinfo(both, access_token)).status).toBe(200);
});

test('34 of twenty exchanges at two replicas one succeeds', async () => {
  const both = takingTurns();
  const browser = createBrowser(both);
  const pkce = createPkce();
  await browser.open(authorizationUrl(app, pkce));
  await signIn(browser);
  const answer = await allow(browser, service.team.id);
  const code = answer.url.searchParams.get('code') ?? '';
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => postCode(both, app, { code, verifier: pkce.verifier })),
  );
  const won = answers.filter(({ status }) => status === 200);
  expect(won).toHaveLength(1);
  const [{ access_token }] = (await Promise.all(won.map((one) => one.json()))) as [Tokens];
  expect((await userinfo(both, access_token)).status).toBe(401);
});

test('OA6 the signing key changes in the middle of a sign-in', async () => {
  const browser = createBrowser(service);
  const pkce = createPkce();
  const { keys } = service.administration;
  await browser.open(authorizationUrl(app, pkce));
  await signIn(browser);
  await keys.rotate();
  const answer = await allow(browser, service.team.id);
  const code = answer.url.searchParams.get('code') ?? '';
  const response = await postCode(service, app, { code, verifier: pkce.verifier });
  const { id_token = '' } = (await response.json()) as Tokens;
  const jwks = createRemoteJWKSet(new URL(`${ISSUER}/oauth2/jwks`), {
    [customFetch]: (url: string, init: object) => fetch(url.replace(ISSUER, service.url), init),
  });
  const { payload } = await jwtVerify(id_token, jwks, { issuer: ISSUER, audience: app.id });
  expect(payload.sub).toBe(service.ana.id);
});
