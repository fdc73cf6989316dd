import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createProofKey, type ProofKey, type ProofOptions } from '../support/proof-key.ts';
import { expectRefusal, mint, postExchange, TOKEN_ENDPOINT } from '../support/requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let key: ProofKey;
beforeAll(async () => {
  service = await startTestService();
  key = await createProofKey();
});
afterAll(() => service.close());

const now = () => Math.floor(Date.now() / 1000);

/** Expects the proof to be refused, and the code to be good afterwards. */
async function expectRefusedProof(proof: string | null, message: RegExp): Promise<void> {
  const code = await mint(service, key);
  const response = await postExchange(service, key, code, { proof });
  const body = await expectRefusal(response, 400, 'invalid_dpop_proof');
  expect(body.error_description).toMatch(message);
  expect((await postExchange(service, key, code)).status).toBe(200);
}

const faulty: [string, ProofOptions, RegExp][] = [
  ['htm of another method', { htm: 'GET' }, /htm must be POST/],
  ['htm in lower case', { htm: 'post' }, /htm/],
  ['htu of another path', { htu: `${ISSUER}/embed/other` }, /htu must be/],
  ['htu of another host', { htu: 'https://evil.example/embed/token' }, /htu/],
  ['htu over http', { htu: 'http://auth.example.com/embed/token' }, /htu/],
  ['htu that is no address', { htu: 'token' }, /htu/],
  ['no htu', { htu: undefined }, /htu/],
  ['iat in milliseconds', { iat: Date.now() }, /ahead/],
  ['no iat', { iat: undefined }, /iat/],
  ['iat as text', { iat: 'now' }, /iat/],
  ['no jti', { jti: undefined }, /jti/],
  ['an empty jti', { jti: '' }, /jti/],
  ['an overlong jti', { jti: 'x'.repeat(257) }, /jti/],
  ['typ JWT', { header: { typ: 'JWT' } }, /typ must be dpop\+jwt/],
  ['no typ', { header: { typ: undefined as unknown as string } }, /typ/],
  ['no jwk', { header: { jwk: undefined as never } }, /jwk/],
  ['a symmetric jwk', { header: { jwk: { kty: 'oct' } } }, /P-256/],
  [
    'a jwk of another curve',
    { header: { jwk: { kty: 'EC', crv: 'P-384', x: 'a', y: 'b' } } },
    /P-256/,
  ],
  ['no point', { header: { jwk: { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' } } }, /point/],
];
test.each([
  ['61 s old', -61, /iat is 6\d s old/],
  ['70 s ahead', 70, /ahead/],
])('iat %s', async (_name, seconds, message) => {
  onTestFinished(service.stopClock());
  const iat = now() + seconds;
  const code = await mint(service, key);
  const proof = await key.proof(TOKEN_ENDPOINT, { iat });
  const response = await postExchange(service, key, code, { proof });
  const body = await expectRefusal(response, 400, 'invalid_dpop_proof');
  expect(body.error_description).toMatch(message);
});

test.each(faulty)('%s', async (_name, options, message) => {
  await expectRefusedProof(await key.proof(TOKEN_ENDPOINT, options), message);
});

test('no proof, nonsense, and two proofs', async () => {
  await expectRefusedProof(null, /missing/);
  await expectRefusedProof('nonsense', /compact JWS/);
  await expectRefusedProof('a.b.c', /compact JWS/);
  const [one, two] = [await key.proof(TOKEN_ENDPOINT), await key.proof(TOKEN_ENDPOINT)];
  await expectRefusedProof(`${one}, ${two}`, /exactly one/);
});

test('other algorithms: none, RS256, HS256', async () => {
  const claims = { htm: 'POST', htu: TOKEN_ENDPOINT, iat: now(), jti: 'x' };
  const header = { typ: 'dpop+jwt', jwk: key.publicJwk };
  const [, payload = ''] = new UnsecuredJWT(claims).encode().split('.');
  const none = Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url');
  await expectRefusedProof(`${none}.${payload}.`, /ES256/);
  const rsa = await generateKeyPair('RS256');
  const rs256 = await new SignJWT(claims)
    .setProtectedHeader({ ...header, alg: 'RS256' })
    .sign(rsa.privateKey);
  await expectRefusedProof(rs256, /ES256/);
  const hs256 = await new SignJWT(claims)
    .setProtectedHeader({ ...header, alg: 'HS256' })
    .sign(new Uint8Array(32));
  await expectRefusedProof(hs256, /ES256/);
});

test('signed by another key than the embedded one, or tampered with', async () => {
  const other = await createProofKey();
  const forged = await other.proof(TOKEN_ENDPOINT, { header: { jwk: key.publicJwk } });
  await expectRefusedProof(forged, /signature/);
  const [header, , signature] = (await key.proof(TOKEN_ENDPOINT)).split('.');
  const payload = Buffer.from(
    JSON.stringify({ htm: 'POST', htu: TOKEN_ENDPOINT, iat: now(), jti: 'other' }),
  ).toString('base64url');
  await expectRefusedProof(`${header}.${payload}.${signature}`, /signature/);
  await expectRefusedProof(`${header}.${payload}.AAAA`, /signature/);
});

test('a private key in the header', async () => {
  const jwk = { ...key.publicJwk, d: 'AAAA' };
  await expectRefusedProof(await key.proof(TOKEN_ENDPOINT, { header: { jwk } }), /private/);
});

test('replayed', async () => {
  const proof = await key.proof(TOKEN_ENDPOINT);
  expect((await postExchange(service, key, await mint(service, key), { proof })).status).toBe(200);
  await expectRefusedProof(proof, /used before/);
  const jti = 'the-same-jti';
  const first = await key.proof(TOKEN_ENDPOINT, { jti });
  expect(
    (await postExchange(service, key, await mint(service, key), { proof: first })).status,
  ).toBe(200);
  await expectRefusedProof(await key.proof(TOKEN_ENDPOINT, { jti, iat: now() - 5 }), /used before/);
  const other = await createProofKey();
  const sameJti = await other.proof(TOKEN_ENDPOINT, { jti });
  const code = await mint(service, other);
  expect((await postExchange(service, other, code, { proof: sameJti })).status).toBe(200);
});

test('parallel replays: one is accepted', async () => {
  const proof = await key.proof(TOKEN_ENDPOINT);
  const codes = await Promise.all(Array.from({ length: 20 }, () => mint(service, key)));
  const responses = await Promise.all(
    codes.map((code) => postExchange(service, key, code, { proof })),
  );
  expect(responses.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(400)]);
});

test('right ones: up to 60 s off, htu with query, fragment and default port', async () => {
  onTestFinished(service.stopClock());
  for (const options of [
    { iat: now() - 58 },
    { iat: now() + 58 },
    { htu: `${TOKEN_ENDPOINT}?x=1#y` },
    { htu: 'https://AUTH.example.com:443/embed/token' },
  ]) {
    const proof = await key.proof(TOKEN_ENDPOINT, options);
    const response = await postExchange(service, key, await mint(service, key), { proof });
    expect(response.status).toBe(200);
  }
});

test('a frame with a wrong clock can learn the server’s time from the refusal', async () => {
  const code = await mint(service, key);
  const proof = await key.proof(TOKEN_ENDPOINT, { iat: now() - 3600 });
  const refusal = await postExchange(service, key, code, { proof });
  expect(refusal.headers.get('access-control-expose-headers')).toContain('Date');
  const iat = Math.floor(Date.parse(refusal.headers.get('date') ?? '') / 1000);
  const corrected = await key.proof(TOKEN_ENDPOINT, { iat });
  expect((await postExchange(service, key, code, { proof: corrected })).status).toBe(200);
});
