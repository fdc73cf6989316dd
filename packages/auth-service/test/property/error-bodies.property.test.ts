/** Whatever is sent to the endpoints: a documented status, a well-formed error body, and never a 500. */
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { CHALLENGE_CODE_GRANT_TYPE, isErrorBody, PATHS } from '@casement/server-sdk/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProofKey, type ProofKey } from '../support/proof-key.ts';
import { mintBody, TOKEN_ENDPOINT } from '../support/requests.ts';
import { DASHBOARD, PORTAL, startTestService, type TestService } from '../support/test-service.ts';

const DOCUMENTED = new Set([200, 201, 204, 304, 400, 401, 403, 404, 405, 408, 417, 429, 431]);

let service: TestService;
let key: ProofKey;
beforeAll(async () => {
  service = await startTestService({ limits: false });
  key = await createProofKey();
});
afterAll(() => service.close());

interface Answer {
  status: number;
  type: string;
  body: string;
}

interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Not `fetch`: it forbids much of what an attacker may send. */
function send({ method, path, headers, body }: Sent): Promise<Answer> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

function expectDocumented({ status, type, body }: Answer, method = 'GET'): void {
  expect(DOCUMENTED, body).toContain(status);
  if (status < 400 || method === 'HEAD') return;
  expect(type).toBe('application/json; charset=utf-8');
  const parsed: unknown = JSON.parse(body);
  expect(isErrorBody(parsed), body).toBe(true);
  const { error, error_description, errors } = parsed as Record<string, unknown>;
  expect(error_description).toEqual(expect.stringMatching(/\w{3}/));
  expect(body).not.toMatch(/node_modules|\.ts:\d|SQLITE|at \w+ \(/);
  if (errors === undefined) return;
  expect(error).toBe('invalid_request');
  for (const fault of errors as unknown[]) {
    expect(fault).toEqual({ path: expect.any(String), message: expect.stringMatching(/\w{3}/) });
  }
}

const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
  maxLength: 200,
});
const jsonText = fc.oneof(
  fc.json(),
  fc.json().map((json) => json.slice(0, -1)),
  fc.string({ unit: 'binary' }),
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  jsonText.map((json) => new TextEncoder().encode(json)),
);

test('any bytes, method, path and headers', async () => {
  const path = fc
    .oneof(
      fc.constantFrom(
        ...Object.values(PATHS),
        '/health/live',
        '/health/ready',
        '/metrics',
        '/',
        '//',
        '/%',
        '/%00',
      ),
      fc.webPath().map((text) => text || '/'),
      fc
        .tuple(fc.constantFrom(...Object.values(PATHS)), fc.webQueryParameters())
        .map((parts) => parts.join('?')),
    )
    .filter((text) => !text.startsWith('/security-events'));
  const header = fc.tuple(
    fc.constantFrom(
      'content-type',
      'content-encoding',
      'authorization',
      'origin',
      'dpop',
      'host',
      'cookie',
      'if-none-match',
      'x-forwarded-for',
      'access-control-request-method',
      'expect',
      'upgrade',
      'accept',
    ),
    fc.oneof(
      headerText,
      fc.constantFrom(
        'application/json',
        'application/x-www-form-urlencoded',
        'application/json; charset=utf-7',
        DASHBOARD,
        'null',
        'gzip',
        'POST',
        'Basic Og==',
        '*',
      ),
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'PROPFIND'),
      path,
      fc.array(header, { maxLength: 6 }),
      bytes,
      async (method, target, headers, body) => {
        const answer = await send({
          method,
          path: target,
          headers: { ...Object.fromEntries(headers), connection: 'close' },
          body,
        });
        expectDocumented(answer, method);
      },
    ),
    { numRuns: 600 },
  );
});

test('an authenticated mint with any JSON', async () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(PORTAL, 'https://a.example', '', '\u0000'),
  );
  const body = fc.oneof(
    jsonText,
    fc
      .record(
        {
          origin: value,
          key_thumbprint: value,
          user: fc.oneof(value, fc.record({ email: value })),
          audience: value,
          parameters: value,
          client_assertion: value,
          client_assertion_type: value,
          unknown: value,
        },
        { requiredKeys: [] },
      )
      .map((fields) => JSON.stringify({ ...mintBody(), ...fields })),
  );
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const answer = await send({
        method: 'POST',
        path: PATHS.challengeCodes,
        headers: { 'content-type': 'application/json', authorization: service.dynamic.basic },
        body: new TextEncoder().encode(text),
      });
      expectDocumented(answer);
    }),
    { numRuns: 400 },
  );
});

test('an exchange with any form and a right or wrong proof', async () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.constantFrom(
      CHALLENGE_CODE_GRANT_TYPE,
      PORTAL,
      service.dynamic.client.id,
      `csm_cc_${'a'.repeat(49)}`,
    ),
  );
  const field = fc.tuple(
    fc.constantFrom(
      'grant_type',
      'client_id',
      'challenge_code',
      'embedder_origin',
      'session_id',
      '__proto__',
      'toString',
      'a[b]',
    ),
    value,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(field, { maxLength: 8 }),
      fc.boolean(),
      fc.option(headerText, { nil: undefined }),
      async (fields, complete, forged) => {
        const form = new URLSearchParams(fields);
        if (complete) {
          form.set('grant_type', CHALLENGE_CODE_GRANT_TYPE);
          for (const name of ['client_id', 'challenge_code', 'embedder_origin'])
            form.set(name, form.get(name) || 'x');
        }
        const answer = await send({
          method: 'POST',
          path: PATHS.token,
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            origin: DASHBOARD,
            dpop: forged ?? (await key.proof(TOKEN_ENDPOINT)),
          },
          body: new TextEncoder().encode(form.toString()),
        });
        expectDocumented(answer);
        expect(answer.status).not.toBe(200);
      },
    ),
    { numRuns: 300 },
  );
});

test('a proof with any header and claims', async () => {
  const part = fc
    .oneof(fc.json(), fc.string({ unit: 'binary', maxLength: 50 }))
    .map((text) => Buffer.from(text).toString('base64url'));
  const claims = fc.record(
    { htm: fc.jsonValue(), htu: fc.jsonValue(), iat: fc.jsonValue(), jti: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const form = new URLSearchParams({
    grant_type: CHALLENGE_CODE_GRANT_TYPE,
    client_id: service.dynamic.client.id,
    challenge_code: 'csm_cc_guessed',
    embedder_origin: PORTAL,
  });
  await fc.assert(
    fc.asyncProperty(
      part,
      part,
      part,
      claims,
      fc.boolean(),
      async (head, payload, end, own, signed) => {
        const dpop = signed ? await key.proof(TOKEN_ENDPOINT, own) : `${head}.${payload}.${end}`;
        const answer = await send({
          method: 'POST',
          path: PATHS.token,
          headers: { 'content-type': 'application/x-www-form-urlencoded', origin: DASHBOARD, dpop },
          body: new TextEncoder().encode(form.toString()),
        });
        expectDocumented(answer);
        expect(answer.status).toBe(400);
      },
    ),
    { numRuns: 200 },
  );
});

test('bodies up to 16 KiB are read, larger ones refused and not kept', async () => {
  const post = (size: number, path: string, type: string) =>
    send({
      method: 'POST',
      path,
      headers: { 'content-type': type, origin: DASHBOARD, authorization: service.dynamic.basic },
      body: new Uint8Array(size).fill(0x20),
    });
  for (const [path, type] of [
    [PATHS.challengeCodes, 'application/json'],
    [PATHS.token, 'application/x-www-form-urlencoded'],
  ] as const) {
    for (const size of [16_384, 16_385, 5_000_000]) {
      const answer = await post(size, path, type);
      expectDocumented(answer);
      expect(answer.status).toBe(400);
      expect(/at most 16384/.test(answer.body)).toBe(size > 16_384);
    }
  }
});

test('bytes that are no HTTP at all', async () => {
  const { hostname, port } = new URL(service.url);
  /** Whoever says no more ends it; otherwise the service has to. */
  const raw = (data: Uint8Array | string, then: 'end' | 'write' = 'end'): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket[then](data));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
    });
  const check = (text: string) => {
    // Nothing at all is an answer to nothing at all, and to a request that was broken off.
    if (text === '') return;
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const type = /^content-type: (.*)$/im.exec(head)?.[1] ?? '';
    expectDocumented({ status: Number(head.split(' ')[1]), type, body });
    expect(head).toMatch(new RegExp(`^content-length: ${Buffer.byteLength(body)}$`, 'im'));
  };
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (data) => {
      check(await raw(data));
    }),
    { numRuns: 100 },
  );
  for (const request of [
    'GET / HTTP/9.9\r\n\r\n',
    'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n',
    'POST /embed/challenge-codes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n',
    'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    'POST /embed/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n',
    `GET /health/live HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    'GET /health/nowhere HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nConnection: close\r\n\r\n',
  ]) {
    const text = await raw(request, 'write');
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    check(text);
  }
});
