import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Credentials,
  createService,
  OAUTH_TOKEN_ENDPOINT,
  oauthError,
  postClientCredentials,
} from '../support/oauth-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let credentials: Credentials;
let pair: Awaited<ReturnType<typeof generateKeyPair>>;
beforeAll(async () => {
  service = await startTestService();
  credentials = await createService(service);
  pair = await generateKeyPair('ES256', { extractable: true });
});
afterAll(() => service.close());

const proof = async (changes: Record<string, unknown> = {}) =>
  new SignJWT({
    htm: 'POST',
    htu: OAUTH_TOKEN_ENDPOINT,
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    ...changes,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(pair.publicKey) })
    .sign(pair.privateKey);

const ask = (DPoP: string) => postClientCredentials(service, credentials, {}, { DPoP });

test('a right proof binds the token', async () => {
  expect(await (await ask(await proof())).json()).toMatchObject({ token_type: 'DPoP' });
});

test.each([
  ['htm', { htm: 'GET' }],
  ['htu', { htu: 'https://other.example/oauth2/token' }],
  ['an old iat', { iat: Math.floor(Date.now() / 1000) - 600 }],
  ['an iat ahead', { iat: Math.floor(Date.now() / 1000) + 600 }],
  ['no jti', { jti: undefined }],
])('45: a proof with a wrong %s', async (_what, wrong) => {
  expect(await oauthError(await ask(await proof(wrong)))).toEqual([400, 'invalid_dpop_proof']);
});

test('45: garbage, and a proof that was used before, also by twenty at once', async () => {
  expect(await oauthError(await ask('garbage'))).toEqual([400, 'invalid_dpop_proof']);
  const one = await proof();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(one)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(await oauthError(await ask(one))).toEqual([400, 'invalid_dpop_proof']);
});
