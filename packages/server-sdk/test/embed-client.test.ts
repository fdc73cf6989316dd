import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmbedClient, type EmbedClient, type EmbedClientOptions } from '../src/index.ts';
import { failureOf } from './support/failure.ts';
import { json, type ScriptedIssuer, startScriptedIssuer } from './support/scripted-issuer.ts';

const SECRET = 'csm_cs_Zm9v:b a+r&ü';
const CODE = 'csm_cc_c29tZXRoaW5nIHNlY3JldA';
const minted = { challenge_code: CODE, expires_in: 60 };
const ask = { origin: 'https://portal.example.com' };

let issuer: ScriptedIssuer;
let client: EmbedClient;

function connect(options: Partial<EmbedClientOptions> = {}): EmbedClient {
  return createEmbedClient({
    issuer: issuer.url,
    clientId: 'client one',
    clientSecret: SECRET,
    retry: { baseDelayMs: 1, maxDelayMs: 5 },
    ...options,
  });
}

beforeEach(async () => {
  issuer = await startScriptedIssuer((_, response) => json(response, 201, minted));
  client = connect();
});

afterEach(async () => {
  await client.close();
  await issuer.close();
});

describe('the request', () => {
  test('EM6: carries what was asked, in the names of the wire', async () => {
    const code = await client.createChallengeCode({
      ...ask,
      keyThumbprint: 'k'.repeat(43),
      user: { email: 'ana@example.com' },
      audience: 'https://dash.example.com',
      parameters: { region: 'eu', sites: [1, 2] },
    });
    expect(code).toEqual({ challengeCode: CODE, expiresIn: 60 });
    expect(issuer.requests).toHaveLength(1);
    const [request] = issuer.requests;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe('/embed/challenge-codes');
    expect(request?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(request?.body ?? '')).toEqual({
      origin: 'https://portal.example.com',
      key_thumbprint: 'k'.repeat(43),
      user: { email: 'ana@example.com' },
      audience: 'https://dash.example.com',
      parameters: { region: 'eu', sites: [1, 2] },
    });
  });

  test('leaves out what was not given', async () => {
    await client.createChallengeCode(ask);
    expect(JSON.parse(issuer.requests[0]?.body ?? '')).toEqual(ask);
  });

  test('client_secret_basic form-encodes both parts (RFC 6749 §2.3.1)', async () => {
    await client.createChallengeCode(ask);
    const basic = issuer.requests[0]?.headers.authorization?.replace('Basic ', '') ?? '';
    expect(Buffer.from(basic, 'base64').toString()).toBe(
      'client+one:csm_cs_Zm9v%3Ab+a%2Br%26%C3%BC',
    );
  });

  test('private_key_jwt signs an assertion of its own for each try', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    issuer.script = (_, response, index) => json(response, index === 0 ? 503 : 201, minted);
    const signing = connect({ clientSecret: undefined, privateKey, keyId: 'key-1' });
    await signing.createChallengeCode(ask);
    await signing.close();
    const bodies = issuer.requests.map(({ body }) => JSON.parse(body) as Record<string, string>);
    expect(bodies).toHaveLength(2);
    const ids = new Set<unknown>();
    for (const body of bodies) {
      expect(body.client_assertion_type).toBe(
        'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      );
      const { payload, protectedHeader } = await jwtVerify(
        body.client_assertion ?? '',
        createPublicKey(privateKey),
        { issuer: 'client one', subject: 'client one', audience: issuer.url, maxTokenAge: 60 },
      );
      expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: 'key-1' });
      expect(payload.exp).toBe((payload.iat ?? 0) + 60);
      ids.add(payload.jti);
    }
    expect(ids.size).toBe(2);
    expect(issuer.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('parameters that are no JSON are refused before anything is sent', async () => {
    const parameters: Record<string, never> = {};
    Object.assign(parameters, { self: parameters });
    const error = await failureOf(client.createChallengeCode({ ...ask, parameters }));
    expect(error.code).toBe('invalid_request');
    expect(issuer.requests).toHaveLength(0);
  });
});

describe('numbers that would be rounded on the way', () => {
  test.each([
    ['2⁵³', { tenant: 2 ** 53 }, 'parameters.tenant'],
    ['−2⁵³, in a list', { sites: [1, -(2 ** 53)] }, 'parameters.sites.1'],
    ['infinity, which JSON has not', { tenant: Number.POSITIVE_INFINITY }, 'parameters.tenant'],
    ['what is no number', { tenant: Number.NaN }, 'parameters.tenant'],
  ])('EM15 %s is refused before anything is sent', async (_name, parameters, path) => {
    const error = await failureOf(client.createChallengeCode({ ...ask, parameters }));
    expect(error.code).toBe('invalid_request');
    expect(error.errors).toEqual([{ path, message: expect.stringMatching(/rounded.*string/) }]);
    expect(error.message).toContain(path);
    expect(issuer.requests).toHaveLength(0);
  });

  test('EM15 the largest exact ones arrive as they are', async () => {
    const parameters = { most: Number.MAX_SAFE_INTEGER, least: Number.MIN_SAFE_INTEGER, part: 0.1 };
    await client.createChallengeCode({ ...ask, parameters });
    expect(JSON.parse(issuer.requests[0]?.body ?? '').parameters).toEqual(parameters);
  });
});

describe('the issuer’s refusals', () => {
  test.each([
    [401, 'invalid_client'],
    [403, 'unauthorized_client'],
    [403, 'client_disabled'],
    [400, 'invalid_request'],
    [403, 'origin_not_allowed'],
    [400, 'user_required'],
    [400, 'user_not_permitted'],
    [403, 'user_not_eligible'],
    [429, 'slow_down'],
    [500, 'server_error'],
  ] as const)('%i %s is typed and not repeated', async (status, code) => {
    issuer.script = (_, response) =>
      json(
        response,
        status,
        {
          error: code,
          error_description: `rule ${code}`,
          errors: [{ path: 'user.email', message: 'must be an e-mail address.' }],
        },
        status === 429 ? { 'retry-after': '7' } : {},
      );
    const error = await failureOf(client.createChallengeCode(ask));
    expect(error).toMatchObject({
      code,
      status,
      retryAfterSeconds: status === 429 ? 7 : undefined,
      errors: [{ path: 'user.email', message: 'must be an e-mail address.' }],
    });
    expect(error.message).toContain(`rule ${code}`);
    expect(issuer.requests).toHaveLength(1);
  });

  test('a limiter in front of the issuer is slow_down too, with an HTTP-date', async () => {
    const at = new Date(Date.now() + 300_000).toUTCString();
    issuer.script = (_, response) => {
      response.writeHead(429, { 'retry-after': at }).end('<h1>Slow down</h1>');
    };
    const error = await failureOf(client.createChallengeCode(ask));
    expect(error).toMatchObject({ code: 'slow_down', status: 429 });
    expect(error.retryAfterSeconds).toBeGreaterThanOrEqual(240);
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(301);
  });
});

describe('answers of something else', () => {
  test('a redirect is not followed', async () => {
    issuer.script = (request, response) => {
      if (request.url === '/elsewhere') json(response, 201, minted);
      else response.writeHead(307, { location: `${issuer.url}/elsewhere` }).end();
    };
    const error = await failureOf(client.createChallengeCode(ask));
    expect(error).toMatchObject({ code: 'unexpected_response', status: 307 });
    expect(issuer.requests).toHaveLength(1);
  });

  test.each([
    ['a page', 200, '<html>Welcome</html>'],
    ['half a code', 201, `{"challenge_code":"${CODE}`],
    ['a code without a lifetime', 201, `{"challenge_code":"${CODE}"}`],
    ['an unknown error code', 400, '{"error":"teapot","error_description":"x"}'],
    ['an empty body', 201, ''],
    ['null', 201, 'null'],
    ['a refusal with a good status', 200, '{"error":"invalid_client"}'],
  ])('%s', async (_, status, body) => {
    issuer.script = (_request, response) => {
      response.writeHead(status).end(body);
    };
    const error = await failureOf(client.createChallengeCode(ask));
    expect(error).toMatchObject({ code: 'unexpected_response', status });
    expect(inspect(error, { depth: 10 })).not.toContain('c29tZ');
    expect(issuer.requests).toHaveLength(1);
  });

  test('a huge body is not read to its end', async () => {
    let written = 0;
    issuer.script = (_, response) => {
      response.writeHead(201);
      const piece = Buffer.alloc(64 * 1024, 'a');
      const pump = (): void => {
        while (written < 256 * 1024 * 1024 && response.write(piece)) written += piece.length;
      };
      response.on('drain', pump);
      pump();
    };
    const error = await failureOf(client.createChallengeCode(ask));
    expect(error.code).toBe('unexpected_response');
    expect(error.message).toContain('65536 bytes');
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('secrets', () => {
  test('an issuer that echoes them does not bring them into the error', async () => {
    issuer.script = (request, response) =>
      json(response, 400, {
        error: 'invalid_request',
        error_description: `got ${SECRET} and ${CODE}\nforged log line`,
        errors: [{ path: SECRET, message: request.headers.authorization }],
      });
    const error = await failureOf(client.createChallengeCode(ask));
    for (const shown of [inspect(error, { depth: 10 }), JSON.stringify(error), error.message]) {
      expect(shown).not.toContain(SECRET);
      expect(shown).not.toContain(CODE);
    }
    expect(error.message).not.toContain('\n');
  });

  test('neither printing nor serialising the client shows one', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = privateKey.export({ format: 'jwk' });
    const signing = connect({ clientSecret: undefined, privateKey: { ...jwk, kty: 'EC' } });
    for (const subject of [client, signing]) {
      const shown =
        inspect(subject, { depth: 20, showHidden: true }) +
        JSON.stringify(subject) +
        String(subject);
      expect(shown).not.toContain(SECRET);
      expect(shown).not.toContain(jwk.d ?? 'missing');
      expect(shown).not.toContain(Buffer.from(SECRET).toString('base64'));
    }
    await signing.close();
  });
});
