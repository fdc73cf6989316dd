import { request as httpRequest } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, mint, mintBody, postExchange, postMint } from '../support/requests.ts';
import {
  basicAuth,
  DASHBOARD,
  DASHBOARD_ID,
  DASHBOARD_SECRET,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

let service: TestService;
afterEach(() => service.close());

type Options = Parameters<typeof startTestService>[0];
const start = async (options: Options): Promise<TestService> => {
  // What a busy machine does not get done within a minute, it does within an hour.
  service = await startTestService({ limitWindow: 3_600, ...options });
  return service;
};

/** A mint as it arrives from a proxy that names the address of the caller. */
const mintFrom = (address: string, authorization = service.dynamic.basic): Promise<Response> =>
  fetch(`${service.url}/embed/challenge-codes`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Forwarded-For': address,
      Authorization: authorization,
    },
    body: JSON.stringify(mintBody()),
  });

const statuses = async (count: number, request: () => Promise<Response>): Promise<number[]> => {
  const seen: number[] = [];
  while (seen.length < count) {
    const response = await request();
    await response.arrayBuffer();
    seen.push(response.status);
  }
  return seen;
};

const expectSlowDown = async (response: Response, limit: string): Promise<void> => {
  const body = await expectRefusal(response, 429, 'slow_down');
  expect(body.error_description).toContain(limit);
  const retryAfter = response.headers.get('retry-after') ?? '';
  expect(retryAfter).toMatch(/^[1-9]\d*$/);
  expect(Number(retryAfter)).toBeLessThanOrEqual(3_600);
};

test('mints are limited per client; other clients go on', async () => {
  await start({ limits: { mints_per_client: 3 } });
  expect(await statuses(3, () => postMint(service, mintBody()))).toEqual([201, 201, 201]);
  await expectSlowDown(await postMint(service, mintBody()), 'mints_per_client');
  const other = await postMint(
    service,
    { origin: 'https://portal.example.com' },
    { authorization: service.pinned.basic },
  );
  expect(other.status).toBe(201);
});

test('nobody can use a client’s limit up without its secret', async () => {
  await start({ limits: { mints_per_client: 3 } });
  const authorization = basicAuth(service.dynamic.client.id, 'wrong');
  await statuses(10, () => postMint(service, mintBody(), { authorization }));
  expect(await statuses(3, () => postMint(service, mintBody()))).toEqual([201, 201, 201]);
});

test('mints are limited per address, before anything else is looked at', async () => {
  await start({ limits: { mints_per_address: 2 }, trustProxy: 'loopback' });
  expect(await statuses(2, () => mintFrom('192.0.2.1'))).toEqual([201, 201]);
  await expectSlowDown(await mintFrom('192.0.2.1'), 'mints_per_address');
  await expectSlowDown(await mintFrom('192.0.2.1', 'nonsense'), 'mints_per_address');
  expect((await mintFrom('192.0.2.2')).status).toBe(201);
});

test('an IPv6 address counts as its network, an IPv4 address as itself on either kind of socket', async () => {
  await start({ limits: { mints_per_address: 2 }, trustProxy: 'loopback' });
  expect((await mintFrom('2001:db8:0:1::1')).status).toBe(201);
  expect((await mintFrom('2001:db8:0:1:ffff::2')).status).toBe(201);
  expect((await mintFrom('2001:0db8:0000:0001::3')).status).toBe(429);
  expect((await mintFrom('2001:db8:0:2::1')).status).toBe(201);
  expect((await mintFrom('192.0.2.9')).status).toBe(201);
  expect((await mintFrom('::ffff:192.0.2.9')).status).toBe(201);
  expect((await mintFrom('192.0.2.9')).status).toBe(429);
});

test('X-Forwarded-For counts for nothing unless a proxy is trusted', async () => {
  await start({ limits: { mints_per_address: 2 } });
  expect((await mintFrom('192.0.2.1')).status).toBe(201);
  expect((await mintFrom('192.0.2.2')).status).toBe(201);
  expect((await mintFrom('192.0.2.3')).status).toBe(429);
});

/** A request that announces a body and sends nothing of it: the status with which it is refused. */
const withoutItsBody = (path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(`${service.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': '100' },
    });
    request.on('response', ({ statusCode }) => {
      resolve(statusCode);
      request.destroy();
    });
    request.on('error', reject);
    request.flushHeaders();
  });

test('ending sessions and tokens is limited per address, before the body is read', async () => {
  const limit = 'revocations_per_address';
  await start({ limits: { [limit]: 3 } });
  const revoke = (path: string) => fetch(`${service.url}${path}`, { method: 'POST' });
  const endSession = () => revoke('/embed/sessions/revoke');
  expect(await statuses(2, endSession)).toEqual([400, 400]);
  const { basic } = service.dynamic;
  const ended = await fetch(`${service.url}/embed/sessions/revoke`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: basic },
    body: JSON.stringify({ session_id: 'ses_none' }),
  });
  expect(await ended.json()).toEqual({ revoked: 0 });
  await expectSlowDown(await endSession(), limit);
  await expectSlowDown(await revoke('/oauth2/revoke'), limit);
  expect(await withoutItsBody('/embed/sessions/revoke')).toBe(429);
  expect(await withoutItsBody('/oauth2/revoke')).toBe(429);
  expect((await postMint(service, mintBody())).status).toBe(201);
});

test('exchanges are limited per address, and the frame may read the answer', async () => {
  await start({ limits: { exchanges_per_address: 1 } });
  const key = await createProofKey();
  expect((await postExchange(service, key, await mint(service, key))).status).toBe(200);
  const code = await mint(service, key);
  const refused = await postExchange(service, key, code);
  await expectSlowDown(refused, 'exchanges_per_address');
  expect(refused.headers.get('access-control-allow-origin')).toBe(DASHBOARD);
  expect(refused.headers.get('access-control-expose-headers')).toContain('Retry-After');
  expect(refused.headers.get('vary')).toContain('Origin');
});

test('exchanges are limited per client by those that succeed, so that strangers cannot use it up', async () => {
  await start({ limits: { exchanges_per_client: 2 } });
  const key = await createProofKey();
  for (let attempt = 0; attempt < 5; attempt++) {
    expect((await postExchange(service, key, 'csm_cc_guessed')).status).toBe(400);
  }
  for (let attempt = 0; attempt < 2; attempt++) {
    expect((await postExchange(service, key, await mint(service, key))).status).toBe(200);
  }
  const code = await mint(service, key);
  await expectSlowDown(await postExchange(service, key, code), 'exchanges_per_client');
});

test('a limited exchange leaves the code as it was', async () => {
  await start({ limits: { exchanges_per_address: 1 }, limitWindow: 1 });
  const key = await createProofKey();
  const code = await mint(service, key);
  const spend = () => postExchange(service, key, 'csm_cc_guessed');
  // Until two fell into the same second.
  await expect.poll(async () => (await spend()).status).toBe(429);
  await expect.poll(async () => (await postExchange(service, key, code)).status).toBe(200);
});

test('failed authentication is limited per client and address: nobody locks a backend out', async () => {
  const limit = 'authentication_failures_per_client_and_address';
  await start({ limits: { [limit]: 3 }, trustProxy: 'loopback' });
  const wrong = basicAuth(service.dynamic.client.id, 'wrong');
  expect(await statuses(3, () => mintFrom('192.0.2.1', wrong))).toEqual([401, 401, 401]);
  await expectSlowDown(await mintFrom('192.0.2.1', wrong), limit);
  await expectSlowDown(await mintFrom('192.0.2.1'), limit);
  expect((await mintFrom('192.0.2.2')).status, 'the backend, from its own address').toBe(201);
  expect((await mintFrom('192.0.2.1', service.pinned.basic)).status, 'another client').not.toBe(
    429,
  );
});

test('an unknown client is limited like a known one', async () => {
  const limit = 'authentication_failures_per_client_and_address';
  await start({ limits: { [limit]: 2 } });
  const unknown = basicAuth('cli_nobody', 'wrong');
  const known = basicAuth(service.dynamic.client.id, 'wrong');
  for (const authorization of [unknown, known]) {
    const request = () => postMint(service, mintBody(), { authorization });
    expect(await statuses(2, request)).toEqual([401, 401]);
    await expectSlowDown(await request(), limit);
  }
});

test('failed authentication is limited per address too, whichever clients are named', async () => {
  const limit = 'authentication_failures_per_address';
  await start({ limits: { [limit]: 4 } });
  let named = 0;
  const request = () => {
    named += 1;
    return postMint(service, mintBody(), { authorization: basicAuth(`cli_${named}`, 'wrong') });
  };
  expect(await statuses(4, request)).toEqual([401, 401, 401, 401]);
  await expectSlowDown(await request(), limit);
});

test('failed authentication as a dashboard application is limited alike', async () => {
  await start({ limits: { authentication_failures_per_client_and_address: 2 } });
  const introspect = (secret: string): Promise<Response> =>
    fetch(`${service.url}/oauth2/introspect`, {
      method: 'POST',
      headers: { Authorization: basicAuth(DASHBOARD_ID, secret) },
      body: new URLSearchParams({ token: 'any' }),
    });
  const events = (): Promise<Response> =>
    fetch(`${service.url}/security-events`, {
      headers: { Authorization: basicAuth(DASHBOARD_ID, 'wrong') },
    });
  expect(await statuses(2, () => introspect('wrong'))).toEqual([401, 401]);
  const limit = 'authentication_failures_per_client_and_address';
  await expectSlowDown(await introspect(DASHBOARD_SECRET), limit);
  await expectSlowDown(await events(), limit);
});

test('a right secret does not count as a failure', async () => {
  await start({ limits: { authentication_failures_per_client_and_address: 1 } });
  expect(await statuses(3, () => postMint(service, mintBody()))).toEqual([201, 201, 201]);
});

test('who waits as long as Retry-After says is served again', async () => {
  await start({ limits: { mints_per_client: 1 }, limitWindow: 1 });
  const status = async () => (await postMint(service, mintBody())).status;
  await expect.poll(status).toBe(429);
  const refused = await postMint(service, mintBody());
  if (refused.status === 429) expect(refused.headers.get('retry-after')).toBe('1');
  await expect.poll(status).toBe(201);
});

test('limits can be switched off, one or all', async () => {
  await start({ limits: { mints_per_client: false, mints_per_address: 5 } });
  expect(await statuses(6, () => postMint(service, mintBody()))).toEqual([
    201, 201, 201, 201, 201, 429,
  ]);
  await service.close();
  await start({ limits: false });
  const authorization = basicAuth('cli_nobody', 'wrong');
  const seen = await statuses(400, () => postMint(service, mintBody(), { authorization }));
  expect(new Set(seen)).toEqual(new Set([401]));
});

test('the defaults let a wall of 500 frames behind one address recover at once', async () => {
  await start({});
  const key = await createProofKey();
  const outcomes = await Promise.all(
    Array.from({ length: 500 }, async () => {
      const response = await postExchange(service, key, await mint(service, key));
      await response.arrayBuffer();
      return response.status;
    }),
  );
  expect(new Set(outcomes)).toEqual(new Set([200]));
});
