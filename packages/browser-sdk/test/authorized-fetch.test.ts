import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../src/environment/clock.ts';
import { createServerClock } from '../src/environment/server-clock.ts';
import { createAuthorizedFetch } from '../src/frame/authorized-fetch.ts';
import { createProofKey } from '../src/frame/proof-key.ts';
import type { TokenSource } from '../src/frame/token-source.ts';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A resource server that answers as the test says, in order. */
let answers: { status: number; headers?: Record<string, string> }[];
let seen: Seen[];
let renewals: string[];

const server = createServer(async (request, response) => {
  const { method, url, headers } = request;
  seen.push({ method, url, headers, body: await text(request) });
  const { status, headers: more } = answers.shift() ?? { status: 200 };
  response.writeHead(status, more).end('done');
});

beforeEach(async () => {
  answers = [];
  seen = [];
  renewals = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function setUp(tokens: Partial<TokenSource> = {}) {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const authorizedFetch = createAuthorizedFetch(
    await createProofKey(),
    createServerClock(createClock()),
    {
      get: async () => 'token-1',
      renew: async (refused) => {
        renewals.push(refused);
        return `token-${Number(refused.slice(6)) + 1}`;
      },
      ...tokens,
    },
    [origin],
  );
  return { origin, authorizedFetch };
}

const proofOf = ({ headers }: Seen) => decodeJwt(String(headers.dpop));

test('sends token and proof, with method and address without the query', async () => {
  const { origin, authorizedFetch } = await setUp();
  await authorizedFetch(`${origin}/api/rows?since=1#x`, {
    method: 'PUT',
    headers: { 'x-mine': 'kept' },
    body: 'row',
  });
  expect(seen).toHaveLength(1);
  const [request] = seen as [Seen];
  expect(request).toMatchObject({ method: 'PUT', url: '/api/rows?since=1', body: 'row' });
  expect(request.headers).toMatchObject({ authorization: 'DPoP token-1', 'x-mine': 'kept' });
  expect(proofOf(request)).toMatchObject({ htm: 'PUT', htu: `${origin}/api/rows` });
});

test('repeats once with the new token and a new proof on 401', async () => {
  answers = [{ status: 401 }];
  const { origin, authorizedFetch } = await setUp();
  const response = await authorizedFetch(`${origin}/api`, { method: 'POST', body: 'row' });
  expect(response.status).toBe(200);
  expect(renewals).toEqual(['token-1']);
  expect(seen.map(({ headers, body }) => [headers.authorization, body])).toEqual([
    ['DPoP token-1', 'row'],
    ['DPoP token-2', 'row'],
  ]);
  expect(new Set(seen.map((request) => proofOf(request).jti)).size).toBe(2);
});

test('gives the second 401 to the caller', async () => {
  answers = [{ status: 401 }, { status: 401 }, { status: 401 }];
  const { origin, authorizedFetch } = await setUp();
  expect((await authorizedFetch(`${origin}/api`)).status).toBe(401);
  expect(seen).toHaveLength(2);
});

test('gives the 401 to the caller, body and all, where no new token comes', async () => {
  answers = [{ status: 401 }];
  const { origin, authorizedFetch } = await setUp({ renew: async () => undefined });
  const response = await authorizedFetch(`${origin}/api`);
  expect([response.status, await response.text()]).toEqual([401, 'done']);
});

test.each([403, 404, 500])('gives a %i to the caller at once', async (status) => {
  answers = [{ status }];
  const { origin, authorizedFetch } = await setUp();
  expect((await authorizedFetch(`${origin}/api`)).status).toBe(status);
  expect(renewals).toEqual([]);
});

test('leaves a 401 of another scheme alone', async () => {
  answers = [{ status: 401, headers: { 'www-authenticate': 'Basic realm="reports"' } }];
  const { origin, authorizedFetch } = await setUp();
  expect((await authorizedFetch(`${origin}/api`)).status).toBe(401);
  expect(renewals).toEqual([]);
});

test('does not repeat a request whose body was a stream: it is gone', async () => {
  answers = [{ status: 401 }];
  const { origin, authorizedFetch } = await setUp();
  const body = new Blob(['streamed']).stream();
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
  const response = await authorizedFetch(`${origin}/api`, init);
  expect(response.status).toBe(401);
  expect(seen.map((request) => request.body)).toEqual(['streamed']);
});

test('repeats a Request with its body', async () => {
  answers = [{ status: 401 }];
  const { origin, authorizedFetch } = await setUp();
  const request = new Request(`${origin}/api`, { method: 'POST', body: 'kept' });
  expect((await authorizedFetch(request)).status).toBe(200);
  expect(seen.map(({ body }) => body)).toEqual(['kept', 'kept']);
});

test('corrects its clock from the answer, without a renewal, when that is what was wrong', async () => {
  const serverTime = Date.now() + 3_600_000;
  answers = [
    {
      status: 401,
      headers: {
        'www-authenticate': 'DPoP error="invalid_dpop_proof"',
        date: new Date(serverTime).toUTCString(),
      },
    },
  ];
  const { origin, authorizedFetch } = await setUp();
  expect((await authorizedFetch(`${origin}/api`)).status).toBe(200);
  expect(renewals).toEqual([]);
  const [, second] = seen as [Seen, Seen];
  expect(Math.abs(Number(proofOf(second).iat) * 1_000 - serverTime)).toBeLessThan(5_000);
});

test('refuses other origins and modes that cannot carry a token, before any token is fetched', async () => {
  const { origin, authorizedFetch } = await setUp({
    get: async () => {
      throw new Error('A token was fetched.');
    },
  });
  for (const target of [
    'http://127.0.0.1:1/',
    'https://evil.example/',
    origin.replace('.1:', '.2:'),
  ]) {
    await expect(authorizedFetch(target)).rejects.toMatchObject({
      code: 'resource_origin_not_allowed',
    });
  }
  await expect(authorizedFetch(origin, { mode: 'no-cors' })).rejects.toMatchObject({
    code: 'option_invalid',
  });
  expect(seen).toEqual([]);
});

test('ends with its signal while it waits for a token', async () => {
  const { origin, authorizedFetch } = await setUp({
    get: (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  });
  const controller = new AbortController();
  const pending = authorizedFetch(`${origin}/api`, { signal: controller.signal });
  controller.abort(new Error('Navigated away'));
  await expect(pending).rejects.toThrow('Navigated away');
});
