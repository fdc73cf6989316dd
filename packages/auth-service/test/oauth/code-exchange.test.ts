import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepExpired } from '../../src/sweeper.ts';
import {
  authorize,
  codeFlow,
  createApp,
  createPkce,
  giveAnaAPassword,
  postCode,
  startServiceWithApp,
  type Tokens,
  userinfo,
} from '../support/code-flow.ts';
import { type Credentials, introspection, oauthError } from '../support/oauth-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import {
  DASHBOARD_BASIC,
  ISSUER,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

const TOKEN = `${ISSUER}/oauth2/token`;
let service: TestService;
let app: Credentials;
beforeAll(async () => {
  ({ service, app } = await startServiceWithApp({ refreshToken: true }));
});
afterAll(() => service.close());

const pkce = createPkce();
const getCode = async (client = app) => (await authorize(service, client, pkce)).code;
const exchange = (code: string, changes: Record<string, string | undefined> = {}, client = app) =>
  postCode(service, client, { code, verifier: pkce.verifier }, changes);
const isActive = async (token: string) =>
  (await introspection(service, token, app.basic)).active === true;

test('33 a code that is used again is invalid_grant, and what it gave is revoked', async () => {
  const code = await getCode();
  const first = await exchange(code);
  const tokens = (await first.json()) as Required<Tokens>;
  expect(await isActive(tokens.access_token)).toBe(true);
  expect(await oauthError(await exchange(code))).toEqual([400, 'invalid_grant']);
  expect(await isActive(tokens.access_token)).toBe(false);
  expect(await isActive(tokens.refresh_token)).toBe(false);
  expect((await userinfo(service, tokens.access_token)).status).toBe(401);
  const [ended] = await service.storage.stores.audit.list({ type: 'grant.revoked', limit: 1 });
  expect(ended).toMatchObject({
    clientId: app.id,
    userId: service.ana.id,
    details: { reason: 'code_reused', tokens: 2 },
  });
  const events = await service.storage.stores.securityEvents.listAfter(0, 1000);
  expect(events.filter(({ type }) => type === 'token.revoked').length).toBeGreaterThanOrEqual(2);
});

test('33 a used code that comes again as long as its tokens live ends them, swept or not', async () => {
  const own = await startTestService();
  try {
    await giveAnaAPassword(own);
    const client = await createApp(own, { refreshToken: true });
    const begin = async () => {
      const { code } = await authorize(own, client, pkce);
      const use = (changes = {}) =>
        postCode(own, client, { code, verifier: pkce.verifier }, changes);
      return { use, tokens: (await (await use()).json()) as Required<Tokens> };
    };
    const isGood = async (token: string) =>
      (await introspection(own, token, client.basic)).active === true;
    const pass = async (ms: number) => {
      own.advance(ms);
      elapsed += ms;
      await sweepExpired(own.storage.stores, Date.now() + elapsed);
    };
    let elapsed = 0;
    const [soon, late] = [await begin(), await begin()];
    await pass(61_000);
    // Who has no more than the code ends nothing, as ever.
    expect(await oauthError(await soon.use({ code_verifier: createPkce().verifier }))).toEqual([
      400,
      'invalid_grant',
    ]);
    expect(await isGood(soon.tokens.access_token)).toBe(true);
    expect(await oauthError(await soon.use())).toEqual([400, 'invalid_grant']);
    expect(await isGood(soon.tokens.access_token)).toBe(false);
    expect(await isGood(soon.tokens.refresh_token)).toBe(false);
    await pass(6 * 86_400_000);
    expect(await isGood(late.tokens.refresh_token)).toBe(true);
    expect(await oauthError(await late.use())).toEqual([400, 'invalid_grant']);
    expect(await isGood(late.tokens.refresh_token)).toBe(false);
    const [ended] = await own.storage.stores.audit.list({ type: 'grant.revoked', limit: 1 });
    expect(ended?.details).toMatchObject({ reason: 'code_reused' });
  } finally {
    await own.close();
  }
});

test('34 of twenty exchanges at once one succeeds, and what it gave is revoked too', async () => {
  const code = await getCode();
  const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(code)));
  const won = answers.filter(({ status }) => status === 200);
  expect(won).toHaveLength(1);
  for (const answer of answers) {
    if (answer !== won[0]) expect(await oauthError(answer)).toEqual([400, 'invalid_grant']);
  }
  const tokens = (await won[0]?.json()) as Required<Tokens>;
  expect(await isActive(tokens.access_token)).toBe(false);
  expect(await isActive(tokens.refresh_token)).toBe(false);
});

test('35 another client’s code is invalid_grant, and stays good for its own', async () => {
  const code = await getCode();
  const other = await createApp(service);
  expect(await oauthError(await exchange(code, {}, other))).toEqual([400, 'invalid_grant']);
  const open = await createApp(service, { confidential: false });
  expect(await oauthError(await exchange(code, {}, open))).toEqual([400, 'invalid_grant']);
  expect((await exchange(code)).status).toBe(200);
});

test('36 a redirect URI other than the one asked with is invalid_grant', async () => {
  const code = await getCode();
  for (const redirect_uri of ['https://app.example.com/callback/', 'https://evil.example/']) {
    expect(await oauthError(await exchange(code, { redirect_uri }))).toEqual([
      400,
      'invalid_grant',
    ]);
  }
  expect((await exchange(code)).status).toBe(200);
});

test('37 a wrong verifier or none is invalid_grant', async () => {
  const code = await getCode();
  for (const code_verifier of [createPkce().verifier, pkce.challenge]) {
    expect(await oauthError(await exchange(code, { code_verifier }))).toEqual([
      400,
      'invalid_grant',
    ]);
  }
  expect(await oauthError(await exchange(code, { code_verifier: undefined }))).toEqual([
    400,
    'invalid_grant',
  ]);
  expect((await exchange(code)).status).toBe(200);
});

test('38 an expired code is invalid_grant', async () => {
  const own = await startTestService();
  try {
    await giveAnaAPassword(own);
    const client = await createApp(own);
    const { code } = await authorize(own, client, pkce);
    own.advance(60_001);
    const answer = await postCode(own, client, { code, verifier: pkce.verifier });
    expect(await oauthError(answer)).toEqual([400, 'invalid_grant']);
  } finally {
    await own.close();
  }
});

test('garbage, and a token of another kind, are no codes', async () => {
  const { access_token, refresh_token = '' } = await codeFlow(service, app);
  for (const code of ['garbage', access_token, refresh_token, 'x'.repeat(5000)]) {
    expect(await oauthError(await exchange(code))).toEqual([400, 'invalid_grant']);
  }
  expect(await isActive(access_token)).toBe(true);
});

test('45 a wrong proof is invalid_dpop_proof and uses up no code; a right one binds the token', async () => {
  const key = await createProofKey();
  const code = await getCode();
  const post = (DPoP: string) =>
    postCode(service, app, { code, verifier: pkce.verifier }, {}, { DPoP });
  const now = Math.floor(Date.now() / 1000);
  for (const wrong of [
    { htm: 'GET' },
    { htu: `${ISSUER}/oauth2/par` },
    { iat: now - 600 },
    { iat: now + 600 },
    { jti: undefined },
  ]) {
    expect(await oauthError(await post(await key.proof(TOKEN, wrong)))).toEqual([
      400,
      'invalid_dpop_proof',
    ]);
  }
  const right = await post(await key.proof(TOKEN));
  expect(right.status).toBe(200);
  const tokens = (await right.json()) as Tokens;
  expect(tokens.token_type).toBe('DPoP');
  expect(await introspection(service, tokens.access_token, DASHBOARD_BASIC)).toMatchObject({
    token_type: 'DPoP',
    cnf: { jkt: key.thumbprint },
  });
});

test('45 a code that was asked for with a key is good with that key only', async () => {
  const key = await createProofKey();
  const { code } = await authorize(service, app, pkce, { dpop_jkt: key.thumbprint });
  const other = await createProofKey();
  const post = (headers: Record<string, string>) =>
    postCode(service, app, { code, verifier: pkce.verifier }, {}, headers);
  expect((await post({ DPoP: await other.proof(TOKEN) })).status).toBe(400);
});

test('46 answers with tokens are in no cache, and neither are refusals', async () => {
  const code = await getCode();
  for (const answer of [await exchange(code), await exchange(code)]) {
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
});

test('47 a page of an origin that the client did not register reads nothing', async () => {
  const [origin, foreign] = ['https://app.example.com', 'https://other.example.com'];
  const create = (corsOrigin: string) =>
    createApp(service, { confidential: false, corsOrigins: [corsOrigin] });
  // The foreign origin is one that somebody registered.
  const [own] = [await create(origin), await create(foreign)];
  const exchangeFrom = async (Origin: string) => {
    const code = await getCode(own);
    return postCode(service, own, { code, verifier: pkce.verifier }, {}, { Origin });
  };
  const answer = await exchangeFrom(origin);
  expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  const { access_token } = (await answer.json()) as Tokens;
  const info = await userinfo(service, access_token, { Origin: origin });
  expect([info.status, info.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  for (const Origin of [foreign, 'https://evil.example', 'null']) {
    for (const refused of [
      await exchangeFrom(Origin),
      await userinfo(service, access_token, { Origin }),
    ]) {
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }
  }
});

test('the ID token says who signed in, for whom, and no more', async () => {
  const scope = 'openid profile email roles';
  const claims = {
    iss: ISSUER,
    sub: service.ana.id,
    aud: app.id,
    nonce: 'once',
    iat: expect.any(Number),
    exp: expect.any(Number),
  };
  const { id_token = '' } = await codeFlow(service, app, { scope, nonce: 'once' });
  expect(decodeJwt(id_token)).toEqual(claims);
  const aged = await codeFlow(service, app, { scope, nonce: 'once', max_age: '60' });
  expect(decodeJwt(aged.id_token ?? '')).toEqual({ ...claims, auth_time: expect.any(Number) });
  const { id_token: none } = await codeFlow(service, app, { scope: 'read' });
  expect(none).toBeUndefined();
});

test('OA2 a client without refresh tokens gets none, whatever it asks for', async () => {
  const plain = await createApp(service);
  const { refresh_token } = await codeFlow(service, plain, { prompt: 'consent' });
  expect(refresh_token).toBeUndefined();
});

test('OA10 pausing the client ends its codes and tokens at once, and for good', async () => {
  const own = await createApp(service, { refreshToken: true });
  const tokens = await codeFlow(service, own);
  const code = await getCode(own);
  await service.administration.clients.pause(own.id);
  expect((await userinfo(service, tokens.access_token)).status).toBe(401);
  expect(await oauthError(await exchange(code, {}, own))).toEqual([401, 'invalid_client']);
  await service.administration.clients.resume(own.id);
  expect((await userinfo(service, tokens.access_token)).status).toBe(401);
  expect(await oauthError(await exchange(code, {}, own))).toEqual([400, 'invalid_grant']);
});
