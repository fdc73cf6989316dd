import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSessionVerifier, type SessionVerifier } from '../src/index.ts';
import { failureOf } from './support/failure.ts';
import { type FrameKey, frameKey } from './support/frame-key.ts';
import { PATIENT } from './support/patience.ts';
import { json } from './support/scripted-issuer.ts';
import {
  AUDIENCE,
  goodClaims,
  type SigningKey,
  signingKey,
  signToken,
  startTokenIssuer,
  type TokenIssuer,
} from './support/token-issuer.ts';

const API = 'https://dash.example.com/api';
let issuer: TokenIssuer;
let verifier: SessionVerifier;
let frame: FrameKey;
let first: SigningKey;
let second: SigningKey;
let nowMs: number;
let errors: unknown[];

beforeEach(async () => {
  nowMs = Date.now();
  errors = [];
  [first, second, frame] = await Promise.all([signingKey('k1'), signingKey('k2'), frameKey()]);
  issuer = await startTokenIssuer(first);
  verifier = createSessionVerifier(
    {
      issuer: issuer.url,
      audience: AUDIENCE,
      timeouts: PATIENT,
      retry: { maxAttempts: 1 },
      onError: (error) => errors.push(error),
    },
    () => nowMs,
  );
});

afterEach(async () => {
  await verifier.close();
  await issuer.close();
});

const mint = (key: SigningKey): Promise<string> =>
  signToken(key, goodClaims(issuer.url, frame.thumbprint, nowMs));

async function use(token: string): Promise<unknown> {
  const dpop = await frame.prove(token, { url: API, nowMs });
  return verifier.verify(new Request(API, { headers: { authorization: `DPoP ${token}`, dpop } }));
}

describe('rotation', () => {
  test('a new key is found when its first token arrives; the old one stays good', async () => {
    const old = await mint(first);
    await use(old);
    issuer.published.push(second.publicJwk);
    nowMs += 5_000;
    await use(await mint(second));
    await use(old);
    expect(issuer.jwksRequests()).toBe(2);
  });

  test('a key that is withdrawn ends also the tokens known by their hash', async () => {
    const old = await mint(first);
    await use(old);
    issuer.published = [second.publicJwk];
    nowMs += 5_000;
    await use(await mint(second));
    expect(await failureOf(use(old))).toMatchObject({ code: 'invalid_token' });
  });

  test('old keys are fetched again in the background', async () => {
    await use(await mint(first));
    issuer.published = [second.publicJwk];
    nowMs += 10 * 60_000;
    await use(await mint(first));
    await expect.poll(() => issuer.jwksRequests()).toBe(2);
    const withdrawn = await mint(first);
    await expect.poll(() => failureOf(use(withdrawn))).toMatchObject({ code: 'invalid_token' });
  });

  test('a token is known by its hash: no key is needed for its second request', async () => {
    const token = await mint(first);
    await use(token);
    issuer.script = (_, response) => void response.destroy();
    nowMs += 299_000;
    await use(token);
    nowMs += 7_000;
    expect(await failureOf(use(token))).toMatchObject({ code: 'invalid_token', status: 401 });
  });
});

describe('fetches', () => {
  test('a flood of unknown key IDs is not passed on', async () => {
    await use(await mint(first));
    for (let round = 0; round < 5; round += 1) {
      const flood = Array.from({ length: 40 }, async (_, at) =>
        failureOf(use(await mint({ ...second, kid: `guess-${round}-${at}` }))),
      );
      for (const error of await Promise.all(flood)) expect(error.code).toBe('invalid_token');
      nowMs += 1_000;
    }
    expect(issuer.jwksRequests()).toBeLessThanOrEqual(2);
  });

  test('the first requests share one fetch', async () => {
    await Promise.all(Array.from({ length: 20 }, async () => use(await mint(first))));
    expect(issuer.jwksRequests()).toBe(1);
  });

  test('a fetch that fails leaves the old keys in use', async () => {
    await use(await mint(first));
    issuer.script = (_, response) => void response.writeHead(500).end();
    nowMs += 11 * 60_000;
    await use(await mint(first));
    await expect.poll(() => errors).toHaveLength(1);
    nowMs += 6_000;
    await use(await mint(first));
    expect(await failureOf(use(await mint(second)))).toMatchObject({ code: 'invalid_token' });
  });
});

describe('no keys yet', () => {
  test('503, and good again as soon as the issuer is there', async () => {
    const works = issuer.script;
    issuer.script = (_, response) => void response.destroy();
    const token = await mint(first);
    const error = await failureOf(use(token));
    expect(error).toMatchObject({
      code: 'temporarily_unavailable',
      status: 503,
      retryAfterSeconds: 2,
      cause: { code: 'network_error' },
    });
    issuer.script = works;
    nowMs += 1_000;
    await use(token);
  });

  test.each([
    ['metadata of another issuer', { issuer: 'https://other.example' }],
    ['metadata without jwks_uri', { jwks_uri: undefined }],
    ['a jwks_uri without TLS', { jwks_uri: 'http://keys.example/jwks' }],
    ['a jwks_uri that is no URL', { jwks_uri: 'keys' }],
  ])('%s', async (_, change) => {
    Object.assign(issuer.metadata, change);
    expect(await failureOf(use(await mint(first)))).toMatchObject({ status: 503 });
    expect(issuer.jwksRequests()).toBe(0);
    expect(errors).toMatchObject([{ code: 'unexpected_response' }]);
  });

  test.each([
    ['an empty list', () => []],
    ['keys without an ID', () => [{ ...first.publicJwk, kid: undefined }]],
    ['keys for encryption', () => [{ ...first.publicJwk, use: 'enc' }]],
    ['keys of another algorithm', () => [{ ...first.publicJwk, alg: 'ES384' }]],
    ['broken keys', () => [{ ...first.publicJwk, x: 'a'.repeat(43) }, null, 7]],
  ])('a JWKS with %s', async (_, published) => {
    issuer.published = published() as typeof issuer.published;
    expect(await failureOf(use(await mint(first)))).toMatchObject({ status: 503 });
  });

  test('a broken key beside a good one', async () => {
    issuer.published.unshift({ ...second.publicJwk, x: 'a'.repeat(43) });
    await use(await mint(first));
  });

  test('a redirected JWKS is not followed', async () => {
    const works = issuer.script;
    issuer.script = (request, response, index) => {
      if (request.url === '/keys') response.writeHead(302, { location: '/other' }).end();
      else if (request.url === '/other') json(response, 200, { keys: issuer.published });
      else void works(request, response, index);
    };
    expect(await failureOf(use(await mint(first)))).toMatchObject({ status: 503 });
  });
});
