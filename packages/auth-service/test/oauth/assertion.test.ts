import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createService, oauthError, postForm } from '../support/oauth-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

let service: TestService;
let id: string;
type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

let privateKey: Key;
beforeAll(async () => {
  service = await startTestService();
  ({ id } = await createService(service));
  const pair = await generateKeyPair('ES256', { extractable: true });
  privateKey = pair.privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' };
  await service.administration.clients.addKey(id, { jwk });
});
afterAll(() => service.close());

const claims = () => ({
  iss: id,
  sub: id,
  aud: ISSUER,
  jti: randomUUID(),
  exp: Math.floor(Date.now() / 1000) + 60,
});

const sign = (payload: Record<string, unknown>, key: Key = privateKey) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(key);

const ask = (assertion: string, path = '/oauth2/token', extra: Record<string, string> = {}) =>
  postForm(service, path, {
    grant_type: 'client_credentials',
    client_assertion_type: TYPE,
    client_assertion: assertion,
    ...extra,
  });

test('OA14: private_key_jwt, with the issuer or the endpoint as its audience', async () => {
  for (const aud of [ISSUER, `${ISSUER}/oauth2/token`, [ISSUER, 'https://other.example']]) {
    expect((await ask(await sign({ ...claims(), aud }))).status).toBe(200);
  }
});

test('CM14: last used is known of a client with a key too', async () => {
  const { clients } = service.administration;
  const { createdAt } = await clients.get(id);
  await expect
    .poll(async () => (await clients.get(id)).lastUsedAt)
    .toBeGreaterThanOrEqual(createdAt);
});

test.each([
  ['another audience', { aud: 'https://other.example' }],
  ['expired', { exp: Math.floor(Date.now() / 1000) - 60 }],
  ['no expiry', { exp: undefined }],
  ['an expiry too far ahead', { exp: Math.floor(Date.now() / 1000) + 7_000 }],
  ['no jti', { jti: undefined }],
  ['another issuer', { iss: 'somebody' }],
])('43 an assertion with %s: 401', async (_what, wrong) => {
  const payload = { ...claims(), ...wrong };
  expect(await oauthError(await ask(await sign(payload)))).toEqual([401, 'invalid_client']);
});

test('43 signed by nobody, or by another', async () => {
  const [, payload] = (await sign(claims())).split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  expect(await oauthError(await ask(`${header}.${payload}.`))).toEqual([401, 'invalid_client']);
  const { privateKey: other } = await generateKeyPair('ES256');
  expect(await oauthError(await ask(await sign(claims(), other)))).toEqual([401, 'invalid_client']);
  const nobody = await sign({ ...claims(), iss: 'nobody', sub: 'nobody' });
  expect(await oauthError(await ask(nobody))).toEqual([401, 'invalid_client']);
});

test('a client with a key authenticates by secret no longer', async () => {
  const { clientSecret } = await service.administration.clients.secrets.rotate(id);
  for (const path of ['/oauth2/token', '/oauth2/introspect', '/oauth2/revoke']) {
    const response = await postForm(service, path, {
      grant_type: 'client_credentials',
      token: 'any',
      client_id: id,
      client_secret: clientSecret,
    });
    expect(await oauthError(response), path).toEqual([401, 'invalid_client']);
  }
});

test('44 of twenty with the same jti one wins', async () => {
  const assertion = await sign(claims());
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(assertion)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 401)).toHaveLength(19);
});

test('43 an assertion is good once, at whatever endpoint', async () => {
  const assertion = await sign(claims());
  const granted = await ask(assertion);
  const { access_token: token } = (await granted.json()) as { access_token: string };
  for (const path of ['/oauth2/token', '/oauth2/introspect', '/oauth2/revoke']) {
    expect(await oauthError(await ask(assertion, path, { token }))).toEqual([
      401,
      'invalid_client',
    ]);
  }
  const asked = await ask(await sign(claims()), '/oauth2/introspect', { token });
  expect(await asked.json()).toMatchObject({ active: true, client_id: id });
  expect((await ask(await sign(claims()), '/oauth2/revoke', { token })).status).toBe(200);
  const after = await ask(await sign(claims()), '/oauth2/introspect', { token });
  expect(await after.json()).toEqual({ active: false });
});
