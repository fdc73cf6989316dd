import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRefusal, MINT_ENDPOINT, mintBody, postMint } from '../support/requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

let service: TestService;
let clientId: string;
let privateKey: CryptoKey;
beforeAll(async () => {
  service = await startTestService();
  clientId = service.dynamic.client.id;
  const pair = await generateKeyPair('ES256');
  privateKey = pair.privateKey;
  await service.administration.clients.addKey(clientId, { jwk: await exportJWK(pair.publicKey) });
});
afterAll(() => service.close());

const now = () => Math.floor(Date.now() / 1000);

function sign(claims: JWTPayload = {}, key: CryptoKey = privateKey, alg = 'ES256') {
  const payload = {
    iss: clientId,
    sub: clientId,
    aud: ISSUER,
    exp: now() + 60,
    iat: now(),
    jti: randomUUID(),
    ...claims,
  };
  return new SignJWT(payload).setProtectedHeader({ alg }).sign(key);
}

const mintWith = (client_assertion: unknown, extra: Record<string, unknown> = {}) =>
  postMint(service, mintBody({ client_assertion_type: TYPE, client_assertion, ...extra }), {
    authorization: null,
  });

test('EM6: issuer or endpoint as audience', async () => {
  for (const aud of [ISSUER, MINT_ENDPOINT, [ISSUER, 'https://other.example']]) {
    expect((await mintWith(await sign({ aud }))).status).toBe(201);
  }
});

test('RS256 and EdDSA keys work as well', async () => {
  for (const alg of ['RS256', 'EdDSA']) {
    const pair = await generateKeyPair(alg);
    const jwk = { ...(await exportJWK(pair.publicKey)), alg };
    await service.administration.clients.addKey(clientId, { jwk });
    expect((await mintWith(await sign({}, pair.privateKey, alg))).status).toBe(201);
  }
});

test.each<[string, () => JWTPayload, RegExp]>([
  ['another audience', () => ({ aud: 'https://other.example' }), /aud must be/],
  ['the token endpoint as audience', () => ({ aud: `${ISSUER}/embed/token` }), /aud must be/],
  ['expired', () => ({ exp: now() - 60 }), /exp/],
  ['no exp', () => ({ exp: undefined as never }), /exp/],
  ['valid for an hour', () => ({ exp: now() + 3600 }), /at most 600 s/],
  ['no jti', () => ({ jti: undefined as never }), /jti/],
  ['another issuer', () => ({ iss: 'https://other.example' }), /iss/],
  ['not valid yet', () => ({ nbf: now() + 60 }), /nbf/],
])('43 %s', async (_name, claims, message) => {
  const body = await expectRefusal(await mintWith(await sign(claims())), 401, 'invalid_client');
  expect(body.error_description).toMatch(message);
});

test('an unknown client, another key, none and HS256: one answer', async () => {
  const other = await generateKeyPair('ES256');
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(
    JSON.stringify({ iss: clientId, sub: clientId, aud: ISSUER, exp: now() + 60, jti: 'x' }),
  ).toString('base64url')}.`;
  const hs256 = await new SignJWT({ iss: clientId, sub: clientId, aud: ISSUER, jti: 'x' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1m')
    .sign(new Uint8Array(32));
  const answers = new Set<string>();
  for (const assertion of [
    await sign({}, other.privateKey),
    await sign({ iss: 'cli_nobody', sub: 'cli_nobody' }),
    none,
    hs256,
    'nonsense',
    'a.b.c',
  ]) {
    const body = await expectRefusal(await mintWith(assertion), 401, 'invalid_client');
    answers.add(JSON.stringify(body));
  }
  expect(answers.size).toBe(1);
});

test('44 a jti works once, also in parallel', async () => {
  const assertion = await sign();
  const responses = await Promise.all(Array.from({ length: 20 }, () => mintWith(assertion)));
  expect(responses.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(401)]);
});

test('27 two methods at once, another type, not a string', async () => {
  const two = await postMint(
    service,
    mintBody({ client_assertion_type: TYPE, client_assertion: await sign() }),
  );
  await expectRefusal(two, 400, 'invalid_request');
  const other = await mintWith(await sign(), { client_assertion_type: 'urn:other' });
  await expectRefusal(other, 400, 'invalid_request');
  await expectRefusal(await mintWith(5), 400, 'invalid_request');
  await expectRefusal(
    await mintWith(undefined, { client_assertion_type: TYPE }),
    400,
    'invalid_request',
  );
});
