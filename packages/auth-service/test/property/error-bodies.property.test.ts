/** Whatever is sent to the endpoints: a documented status, a well-formed error body, and never a 500. */
import { CHALLENGE_CODE_GRANT_TYPE, PATHS } from '@casement/server-sdk/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import { expectDocumented, send } from '../support/documented-answers.ts';
import { createProofKey, type ProofKey } from '../support/proof-key.ts';
import { mintBody, TOKEN_ENDPOINT } from '../support/requests.ts';
import { DASHBOARD, PORTAL, startTestService, type TestService } from '../support/test-service.ts';

fc.configureGlobal(testSeed);

let service: TestService;
let key: ProofKey;
beforeAll(async () => {
  service = await startTestService({ limits: false });
  key = await createProofKey();
});
afterAll(() => service.close());

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
        const answer = await send(service, {
          method,
          path: target,
          headers: { ...Object.fromEntries(headers), connection: 'close' },
          body,
        });
        expectDocumented(answer, { method, path: target });
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
      const answer = await send(service, {
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
        const answer = await send(service, {
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
        const answer = await send(service, {
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
