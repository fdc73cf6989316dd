import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRefusal, mint, mintBody, postMint } from '../support/requests.ts';
import { PORTAL, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const faulty: [string, Record<string, unknown>, string, RegExp][] = [
  ['an unknown field', { colour: 'red' }, 'colour', /unknown field/i],
  [
    'an unknown field of the user',
    { user: { email: 'a@b.c', id: 1 } },
    'user.id',
    /unknown field/i,
  ],
  ['origin of a wrong type', { origin: 5 }, 'origin', /^Must be a string\.$/],
  ['no origin', { origin: undefined }, 'origin', /^Required: a string\.$/],
  ['a thumbprint of a wrong length', { key_thumbprint: 'abc' }, 'key_thumbprint', /43 characters/],
  ['user as a string', { user: 'ana@example.com' }, 'user', /object \{ "email"/],
  ['an e-mail that is none', { user: { email: 'ana' } }, 'user.email', /name@example\.com/],
  [
    'an unknown audience',
    { audience: 'https://other.example' },
    'audience',
    /configured.*DASHBOARDS_FILE/,
  ],
  ['parameters as an array', { parameters: [1] }, 'parameters', /object/],
  ['nested parameters', { parameters: { a: { b: 1 } } }, 'parameters.a', /nesting/],
  ['parameters with null', { parameters: { a: null } }, 'parameters.a', /null/],
  ['nested arrays', { parameters: { a: [[1]] } }, 'parameters.a', /nesting/],
  ['a number above 2⁵³ − 1', { parameters: { a: 2 ** 53 } }, 'parameters.a', /as a string/],
  [
    'a number below −2⁵³ + 1',
    { parameters: { a: -(2 ** 53) } },
    'parameters.a',
    /9007199254740991/,
  ],
  ['such a number in a list', { parameters: { a: [1, 1e300] } }, 'parameters.a.1', /as a string/],
  [
    'parameters over 2 KiB',
    { parameters: { a: 'é'.repeat(1100) } },
    'parameters',
    /2048 bytes.*2208/s,
  ],
];
test.each(faulty)('%s', async (_name, extra, path, message) => {
  const response = await postMint(service, mintBody(extra));
  const body = await expectRefusal(response, 400, 'invalid_request');
  expect(body.errors).toContainEqual({ path, message: expect.stringMatching(message) });
  expect(body.error_description).toContain(path);
});

test('every fault at once', async () => {
  const response = await postMint(service, { origin: 1, x: 2, parameters: { a: {} } });
  const { errors } = await expectRefusal(response, 400, 'invalid_request');
  expect(errors?.map(({ path }) => path).sort()).toEqual(['origin', 'parameters.a', 'x']);
});

test('EM15 a number that JSON readers round is refused in any spelling, the largest exact one is locked', async () => {
  const text = (number: string) =>
    `{"origin":"${PORTAL}","user":{"email":"ana@example.com"},"parameters":{"tenant":${number}}}`;
  for (const number of ['9007199254740993', '-9007199254740993', '9007199254740992.0', '1e400']) {
    const { errors } = await expectRefusal(
      await postMint(service, text(number)),
      400,
      'invalid_request',
    );
    expect(errors, number).toEqual([
      { path: 'parameters.tenant', message: expect.stringMatching(/rounded.*as a string/) },
    ]);
  }
  for (const number of ['9007199254740991', '-9007199254740991', '0.1']) {
    expect((await postMint(service, text(number))).status, number).toBe(201);
  }
});

test('locked parameters nested deeper than a stack', async () => {
  const nested = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  const body = `{"origin":"https://portal.example.com","parameters":{"a":[${nested}]}}`;
  const { errors } = await expectRefusal(await postMint(service, body), 400, 'invalid_request');
  expect(errors).toContainEqual(expect.objectContaining({ path: 'parameters.a' }));
});

test('locked parameters of exactly 2 KiB', async () => {
  const parameters = { a: 'x'.repeat(2048 - '{"a":""}'.length) };
  expect((await postMint(service, mintBody({ parameters }))).status).toBe(201);
});

test('__proto__ is a parameter like any other', async () => {
  const text = `{"origin":"${PORTAL}","user":{"email":"ana@example.com"},"parameters":{"__proto__":{"a":1}}}`;
  await expectRefusal(await postMint(service, text), 400, 'invalid_request');
});

test.each([
  ['malformed JSON', '{"origin":', 'application/json'],
  ['an empty body', '', 'application/json'],
  ['a JSON string', '"x"', 'application/json'],
  ['null', 'null', 'application/json'],
  ['an array', '[]', 'application/json'],
  ['a form', 'origin=x', 'application/x-www-form-urlencoded'],
  ['plain text', '{}', 'text/plain'],
  ['another charset', '{}', 'application/json; charset=latin1'],
  ['too large', JSON.stringify(mintBody({ x: 'x'.repeat(17_000) })), 'application/json'],
  ['far too large', JSON.stringify(mintBody({ x: 'x'.repeat(3_000_000) })), 'application/json'],
])('%s', async (_name, body, type) => {
  const response = await fetch(`${service.url}/embed/challenge-codes`, {
    method: 'POST',
    headers: { 'Content-Type': type, Authorization: service.dynamic.basic },
    body,
  });
  const { errors } = await expectRefusal(response, 400, 'invalid_request');
  expect(errors).not.toHaveLength(0);
});

test('no Content-Type, not UTF-8, compressed', async () => {
  const post = (headers: Record<string, string>, body: Uint8Array<ArrayBuffer>) =>
    fetch(`${service.url}/embed/challenge-codes`, {
      method: 'POST',
      headers: { Authorization: service.dynamic.basic, ...headers },
      body,
    });
  const json = { 'Content-Type': 'application/json' };
  const text = new TextEncoder().encode(JSON.stringify(mintBody()));
  await expectRefusal(await post({}, text), 400, 'invalid_request');
  await expectRefusal(
    await post(json, new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])),
    400,
    'invalid_request',
  );
  const gzip = { ...json, 'Content-Encoding': 'gzip' };
  await expectRefusal(await post(gzip, text), 400, 'invalid_request');
  expect((await post({ 'Content-Type': 'Application/JSON; charset=UTF-8' }, text)).status).toBe(
    201,
  );
});

test('a secret in the URL is refused', async () => {
  const response = await fetch(`${service.url}/embed/challenge-codes?client_id=a&client_secret=b`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(mintBody()),
  });
  const body = await expectRefusal(response, 400, 'invalid_request');
  expect(body.error_description).toMatch(/query/);
});

test('a request that is cut off harms nobody', async () => {
  await new Promise<void>((resolve) => {
    const cut = httpRequest(`${service.url}/embed/challenge-codes`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': 1000,
        Authorization: service.dynamic.basic,
      },
    });
    cut.on('error', () => resolve());
    cut.write('{"origin":', () => cut.destroy());
    cut.on('close', () => resolve());
  });
  await mint(service);
});
