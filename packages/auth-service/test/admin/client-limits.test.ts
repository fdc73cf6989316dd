import { afterEach, expect, test } from 'vitest';
import { BUILT_IN_CLIENTS } from '../../src/domain/client/built-in-client-ids.ts';
import { BUILT_IN_CALLBACKS } from '../../src/domain/client/built-in-clients.ts';
import {
  type ApiCaller,
  callerWithRole,
  callerWithToken,
  type Problem,
} from '../support/admin-requests.ts';
import { createBrowser } from '../support/browser.ts';
import { CHEAP_HASH } from '../support/cheap-password.ts';
import {
  allow,
  authorizationUrl,
  authorize,
  codeFlow,
  createApp,
  createPkce,
  giveAnaAPassword,
  postCode,
  postRefresh,
  signIn,
  type Tokens,
} from '../support/code-flow.ts';
import {
  clientCredentialsToken,
  credentialsOf,
  postClientCredentials,
  postForm,
} from '../support/oauth-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, mint, mintBody, postExchange, postMint } from '../support/requests.ts';
import {
  basicAuth,
  ISSUER,
  PORTAL,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

type Fields = Record<string, unknown>;

const CLIENTS = '/api/v1/clients';

let service: TestService;
let boss: ApiCaller & { userId: string; clientId: string };
afterEach(() => service.close());

const start = async (options: Parameters<typeof startTestService>[0] = {}): Promise<void> => {
  service = await startTestService(options);
  boss = await callerWithRole(service, { role: 'super_admin' });
};

/** Sets a client's own limit by the API; its settings afterwards. */
const limit = (id: string, requests_per_minute: number | null): Promise<Fields> =>
  boss
    .send('PATCH', `${CLIENTS}/${id}`, {
      body: { requests_per_minute },
      headers: { 'If-Match': '*' },
    })
    .then(({ status, body }) => {
      expect(status, JSON.stringify(body)).toBe(200);
      return body.client as Fields;
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

/** A refusal by the client's own limit: which one it is, whose, and who raises it. */
const expectOwnLimit = (description: unknown, name: string, amount: number): void => {
  expect(description).toContain(`this client’s own limit of ${amount} a minute`);
  expect(description).toContain(`(requests_per_minute, counted as ${name})`);
  expect(description).toContain('who manages the client can raise it');
};

const expectRetryAfter = (headers: Headers): void => {
  expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
};

const exceeded = async (): Promise<Fields[]> => {
  const { items } = await boss.ok<{ items: Fields[] }>(
    'GET',
    '/api/v1/audit-events?type=limit.exceeded',
  );
  return items;
};

test('CM22: a client’s own limit bites for mints, for this client only; raising it lets through at once', async () => {
  await start();
  const { id } = service.dynamic.client;
  await limit(id, 2);
  const request = () => postMint(service, mintBody());
  expect(await statuses(2, request)).toEqual([201, 201]);
  for (let attempt = 0; attempt < 5; attempt++) {
    const refused = await request();
    expectRetryAfter(refused.headers);
    const { error_description } = await expectRefusal(refused, 429, 'slow_down');
    expectOwnLimit(error_description, 'mints_per_client', 2);
  }
  const authorization = service.pinned.basic;
  expect(
    await statuses(3, () => postMint(service, { origin: PORTAL }, { authorization })),
    'another client',
  ).toEqual([201, 201, 201]);
  await limit(id, 3);
  expect(await statuses(2, request), 'what was refused did not count').toEqual([201, 429]);
  await limit(id, null);
  expect(await statuses(5, request)).toEqual([201, 201, 201, 201, 201]);
  await limit(id, 1);
  expect(await statuses(1, request), 'what came without a limit did not count').toEqual([429]);
});

test('CM22: nobody uses a client’s own limit up without its secret', async () => {
  await start();
  await limit(service.dynamic.client.id, 1);
  const authorization = basicAuth(service.dynamic.client.id, 'wrong');
  await statuses(3, () => postMint(service, mintBody(), { authorization }));
  expect(await statuses(2, () => postMint(service, mintBody()))).toEqual([201, 429]);
});

test('CM22: it bites for exchanges by themselves, leaves the code as it was, and strangers cannot use it up', async () => {
  await start();
  const { id } = service.dynamic.client;
  const key = await createProofKey();
  const codes = [await mint(service, key), await mint(service, key), await mint(service, key)];
  await limit(id, 2);
  for (let attempt = 0; attempt < 5; attempt++) {
    expect((await postExchange(service, key, 'csm_cc_guessed')).status).toBe(400);
  }
  const [first = '', second = '', third = ''] = codes;
  expect((await postExchange(service, key, first)).status).toBe(200);
  expect((await postExchange(service, key, second)).status).toBe(200);
  const refused = await postExchange(service, key, third);
  expectRetryAfter(refused.headers);
  expect(refused.headers.get('access-control-expose-headers')).toContain('Retry-After');
  const { error_description } = await expectRefusal(refused, 429, 'slow_down');
  expectOwnLimit(error_description, 'exchanges_per_client', 2);
  expect((await postMint(service, mintBody())).status, 'mints count by themselves').toBe(201);
  await limit(id, 3);
  expect((await postExchange(service, key, third)).status).toBe(200);
});

test('CM22: it bites for token requests and for the admin API, each by itself', async () => {
  await start();
  const { clientId } = boss;
  const { clients } = service.administration;
  const { clientSecret } = await clients.secrets.create(clientId, {});
  const credentials = { basic: basicAuth(clientId, clientSecret) };
  const other = await callerWithRole(service, { role: 'super_admin' });
  const asOther = async (requests_per_minute: number) =>
    other.send('PATCH', `${CLIENTS}/${clientId}`, {
      body: { requests_per_minute },
      headers: { 'If-Match': '*' },
    });
  expect((await asOther(2)).status).toBe(200);

  const ask = () => postClientCredentials(service, credentials);
  expect(await statuses(2, ask)).toEqual([200, 200]);
  const refused = await ask();
  expectRetryAfter(refused.headers);
  expect(refused.statusText).toBe('Too Many Requests');
  const { error_description } = await expectRefusal(refused, 429, 'slow_down');
  expectOwnLimit(error_description, 'token_requests_per_client', 2);

  await boss.ok('GET', '/api/v1/me');
  await boss.ok('GET', '/api/v1/me');
  const problem = await boss.refused('slow_down', 'GET', '/api/v1/me');
  expectRetryAfter(problem.headers);
  expect(problem.headers.get('content-type')).toContain('application/problem+json');
  expect(problem).toMatchObject({ status: 429, title: 'Too many requests' });
  expectOwnLimit(problem.detail, 'admin_requests_per_client', 2);
  await other.ok('GET', '/api/v1/me');

  expect((await asOther(3)).status).toBe(200);
  expect(await statuses(2, ask)).toEqual([200, 429]);
  await boss.ok('GET', '/api/v1/me');
});

test('CM22: it never exceeds the service’s limit', async () => {
  await start({ limits: { mints_per_client: 2 } });
  await limit(service.dynamic.client.id, 1_000_000);
  expect(await statuses(2, () => postMint(service, mintBody()))).toEqual([201, 201]);
  const refused = await expectRefusal(await postMint(service, mintBody()), 429, 'slow_down');
  expect(refused.error_description).toContain('the limit mints_per_client (2 within 60 s)');
  expect(refused.error_description).toContain('the operator can raise the limit');
});

test('CM22: it counts in a minute of its own, whatever window the service’s limits have, or whether they are off', async () => {
  await start({ limits: false, limitWindow: 1 });
  await limit(service.dynamic.client.id, 2);
  expect(await statuses(3, () => postMint(service, mintBody()))).toEqual([201, 201, 429]);
  const refused = await postMint(service, mintBody());
  await refused.arrayBuffer();
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30);
});

test('CM22: refusals by it are in the audit log and the metrics, like those of other limits', async () => {
  await start();
  const { id } = service.dynamic.client;
  await limit(id, 1);
  await statuses(4, () => postMint(service, mintBody()));
  expect(await exceeded()).toMatchObject([
    {
      type: 'limit.exceeded',
      outcome: 'refused',
      client_id: id,
      details: { reason: 'mints_per_client', requests_per_minute: 1 },
    },
  ]);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toContain('casement_limit_refusals_total{limit="mints_per_client"} 3');
});

test('CM22: it is a setting like others: made, read, exported, imported, tried, versioned and audited', async () => {
  await start();
  const bodies = (): Fields[] => [
    { type: 'app', name: 'App', redirect_uris: ['https://app.example.com/cb'] },
    { type: 'service', name: 'Job', user: service.ana.id },
    {
      ...{ type: 'embedded', name: 'New', team_id: service.team.id, user_mode: 'dynamic' },
      allowed_origins: [PORTAL],
    },
  ];
  for (const [at, body] of bodies().entries()) {
    const preview = await boss.ok<{ client: Fields }>('POST', '/api/v1/client-previews', {
      ...body,
      requests_per_minute: 90,
    });
    expect(preview.client).toMatchObject({ requests_per_minute: 90 });
    const { client } = await boss.ok<{ client: Fields & { id: string } }>('POST', CLIENTS, {
      ...body,
      id: `client-${at}`,
      requests_per_minute: 90,
    });
    expect(await boss.ok('GET', `${CLIENTS}/${client.id}`)).toMatchObject({
      requests_per_minute: 90,
      version: 1,
    });
    expect(await limit(client.id, 1_000_000)).toMatchObject({
      requests_per_minute: 1_000_000,
      version: 2,
    });
    const none = await boss.ok<{ client: Fields }>('POST', CLIENTS, {
      ...body,
      requests_per_minute: null,
    });
    expect(none.client.requests_per_minute).toBeNull();
  }
  const { items } = await boss.ok<{ items: Fields[] }>(
    'GET',
    '/api/v1/audit-events?type=client.updated',
  );
  expect(items).toHaveLength(3);
  expect(items[0]?.details).toEqual({ version: 2, requests_per_minute: '1000000' });

  const exported = await boss.ok<{ clients: Fields[] }>('GET', `${CLIENTS}/export?format=json`);
  const again = exported.clients
    .filter(({ id }) => String(id).startsWith('client-'))
    .map((client) => ({ ...client, id: `again-${client.id}` }));
  expect(again).toHaveLength(3);
  const imported = await boss.ok<{ clients: { client: Fields }[] }>('POST', `${CLIENTS}/import`, {
    clients: again,
  });
  for (const { client } of imported.clients) {
    expect(client.requests_per_minute).toBe(1_000_000);
  }
});

test('CM22: a new limit ends no token: nobody is told of an event', async () => {
  await start();
  const { securityEvents } = service.storage.stores;
  const before = await securityEvents.newestSequence();
  await limit(service.dynamic.client.id, 100);
  expect(await securityEvents.newestSequence()).toBe(before);
});

test('CM22: below what a wall of frames needs there is something to think about', async () => {
  await start();
  const preview = (requests_per_minute: number) =>
    boss.ok<{ warnings: Fields[] }>('POST', '/api/v1/client-previews', {
      ...{ type: 'embedded', name: 'New', team_id: service.team.id, user_mode: 'dynamic' },
      allowed_origins: [PORTAL],
      requests_per_minute,
    });
  expect((await preview(60)).warnings).toEqual([]);
  expect((await preview(59)).warnings).toEqual([
    {
      code: 'low_request_limit',
      level: 'information',
      field: 'requests_per_minute',
      message: expect.stringContaining('only 59 frames'),
    },
  ]);
  const job = { type: 'service', name: 'Job', user: service.ana.id, requests_per_minute: 1 };
  const { warnings } = await boss.ok<{ warnings: Fields[] }>(
    'POST',
    '/api/v1/client-previews',
    job,
  );
  expect(warnings, 'nothing renews there').toEqual([]);
});

test.each([0, -1, 1.5, '10', 1e9, 1_000_001, true, [5]])(
  'CM22: %j is no limit, and is refused by its field',
  async (value) => {
    await start();
    const places = (problem: Problem) =>
      problem.errors?.map(({ in: place, path }) => `${place} ${path}`);
    const body = {
      ...{ type: 'app', name: 'App', redirect_uris: ['https://app.example.com/cb'] },
      requests_per_minute: value,
    };
    const created = await boss.refused('invalid_request', 'POST', CLIENTS, { body });
    expect(places(created)).toEqual(['body requests_per_minute']);
    const changed = await boss.refused(
      'invalid_request',
      'PATCH',
      `${CLIENTS}/${service.dynamic.client.id}`,
      { body: { requests_per_minute: value }, headers: { 'If-Match': '*' } },
    );
    expect(places(changed)).toEqual(['body requests_per_minute']);
  },
);

test('CM22: the admin API limits each address, before a token is looked at', async () => {
  await start({ limits: { admin_requests_per_address: 3 }, trustProxy: 'loopback' });
  const ask = (address: string, token: string) =>
    fetch(`${service.url}/api/v1/me`, {
      headers: { Authorization: `Bearer ${token}`, 'X-Forwarded-For': address },
    });
  expect(await statuses(3, () => ask('192.0.2.1', 'nonsense'))).toEqual([401, 401, 401]);
  const refused = await ask('192.0.2.1', boss.token);
  expect(refused.status).toBe(429);
  expectRetryAfter(refused.headers);
  expect(await refused.json()).toMatchObject({
    code: 'slow_down',
    detail: expect.stringContaining('admin_requests_per_address'),
  });
  expect((await ask('192.0.2.2', boss.token)).status).toBe(200);
});

test('CM22: the admin API limits each client, whatever it may do there', async () => {
  await start({ limits: { admin_requests_per_client: 2 } });
  await boss.ok('GET', '/api/v1/me');
  await boss.refused('not_found', 'GET', `${CLIENTS}/nobody`);
  const problem = await boss.refused('slow_down', 'GET', '/api/v1/me');
  expect(problem.detail).toContain('admin_requests_per_client (2 within 60 s)');
  const other = await callerWithRole(service, { role: 'viewer' });
  await other.ok('GET', '/api/v1/me');
});

test('CM22: nobody uses up for others what everybody has of the product’s own clients', async () => {
  await start({ limits: { admin_requests_per_client: 4 } });
  await giveAnaAPassword(service);
  await service.storage.stores.passwords.put(service.oskar.id, CHEAP_HASH, Date.now());
  const docs = credentialsOf(BUILT_IN_CLIENTS.documentation, '');
  const redirect_uri = `${ISSUER}${BUILT_IN_CALLBACKS.documentation}`;
  const signedIn = async (email: string, teamId: string): Promise<ApiCaller> => {
    const [pkce, browser] = [createPkce(), createBrowser(service)];
    await browser.open(authorizationUrl(docs, pkce, { scope: 'read', redirect_uri }));
    await signIn(browser, email);
    const { url } = await allow(browser, teamId);
    const code = url.searchParams.get('code') ?? '';
    const presented = { code, verifier: pkce.verifier };
    const answer = await postCode(service, docs, presented, { redirect_uri });
    return callerWithToken(service, ((await answer.json()) as Tokens).access_token);
  };
  const ana = await signedIn('ana@example.com', service.team.id);
  const oskar = await signedIn('oskar@example.com', service.otherTeam.id);
  const me = (caller: ApiCaller) => caller.send('GET', '/api/v1/me').then(({ status }) => status);
  await limit(docs.id, 2);
  expect([await me(oskar), await me(oskar), await me(oskar)]).toEqual([200, 200, 429]);
  expect(await me(ana), 'its own limit, another user').toBe(200);
  await limit(docs.id, null);
  expect([await me(oskar), await me(oskar), await me(oskar)]).toEqual([200, 200, 429]);
  expect(await me(ana), 'the service’s limit, another user').toBe(200);
});

test('CM22: token requests are limited per client and per address', async () => {
  await start({ limits: { token_requests_per_client: 2, token_requests_per_address: 6 } });
  const { clients } = service.administration;
  const make = async (name: string) => {
    const { client, clientSecret } = await clients.createServiceClient({
      name,
      user: service.ana.id,
    });
    return { id: client.id, basic: basicAuth(client.id, clientSecret) };
  };
  const [one, other] = [await make('One'), await make('Other')];
  // One was asked for when the service began.
  expect(await statuses(2, () => postClientCredentials(service, one))).toEqual([200, 200]);
  const refused = await postClientCredentials(service, one);
  expectRetryAfter(refused.headers);
  const body = await expectRefusal(refused, 429, 'slow_down');
  expect(body.error_description).toContain('token_requests_per_client (2 within 60 s)');
  await clientCredentialsToken(service, other);
  const wrong = { basic: basicAuth(one.id, 'wrong') };
  expect(await statuses(2, () => postClientCredentials(service, wrong))).toEqual([401, 429]);
  const events = await service.storage.stores.audit.list({ type: 'limit.exceeded', limit: 10 });
  expect(events.map(({ details }) => details.reason).toSorted()).toEqual([
    'token_requests_per_address',
    'token_requests_per_client',
  ]);
});

test('CM22: of a public client what succeeds counts, so that strangers use nothing up', async () => {
  await start();
  await giveAnaAPassword(service);
  const app = await createApp(service, { confidential: false, refreshToken: true });
  const { refresh_token: token } = (await codeFlow(service, app)) as Required<Tokens>;
  await limit(app.id, 1);
  const guess = () => postRefresh(service, app, 'guessed', { client_id: app.id });
  expect(await statuses(3, guess)).toEqual([400, 400, 400]);
  const first = await postRefresh(service, app, token, { client_id: app.id });
  const second = (await first.json()) as Required<Tokens>;
  expect(first.status, JSON.stringify(second)).toBe(200);
  const again = () => postRefresh(service, app, second.refresh_token, { client_id: app.id });
  const { error_description } = await expectRefusal(await again(), 429, 'slow_down');
  expectOwnLimit(error_description, 'token_requests_per_client', 1);
  expect(await statuses(1, guess), 'strangers learn nothing of it').toEqual([400]);
  await limit(app.id, 2);
  expect(await statuses(1, again), 'the refresh token is as it was').toEqual([200]);
});

test('CM22: only a page of the client may read how long to wait', async () => {
  await start();
  const page = 'https://spa.example.com';
  await giveAnaAPassword(service);
  const app = await createApp(service, {
    ...{ confidential: false, refreshToken: true, corsOrigins: [page] },
  });
  const { refresh_token: token } = (await codeFlow(service, app)) as Required<Tokens>;
  await limit(app.id, 1);
  const ask = (refresh_token: string, origin: string) =>
    postForm(
      service,
      '/oauth2/token',
      { grant_type: 'refresh_token', client_id: app.id, refresh_token },
      { Origin: origin },
    );
  const first = await ask(token, page);
  const { refresh_token: second = '' } = (await first.json()) as Tokens;
  expect(first.status).toBe(200);
  const refused = await ask(second, page);
  expect(refused.headers.get('access-control-allow-origin')).toBe(page);
  expect(refused.headers.get('access-control-expose-headers')).toContain('Retry-After');
  await expectRefusal(refused, 429, 'slow_down');
  const elsewhere = await ask(second, 'https://elsewhere.example.com');
  expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
  expect(elsewhere.headers.get('access-control-expose-headers')).toBeNull();
});

test('CM22: … also of requests at once; what was refused is as good as before', async () => {
  await start();
  await giveAnaAPassword(service);
  const app = await createApp(service, { confidential: false, refreshToken: true });
  const browser = createBrowser(service);
  const exchange = async () => {
    const pkce = createPkce();
    const { code } = await authorize(service, app, pkce, {}, browser);
    return () => postCode(service, app, { code, verifier: pkce.verifier });
  };
  const exchanges = [await exchange(), await exchange(), await exchange(), await exchange()];
  await limit(app.id, 2);
  const answers = await Promise.all(exchanges.map((post) => post()));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 429, 429]);
  await limit(app.id, 4);
  const again = exchanges.filter((_, at) => answers[at]?.status === 429);
  const tokens: string[] = [];
  for (const post of again) {
    const answer = await post();
    expect(answer.status).toBe(200);
    tokens.push(((await answer.json()) as Tokens).refresh_token ?? '');
  }
  await limit(app.id, 5);
  const refreshed = await Promise.all(tokens.map((token) => postRefresh(service, app, token)));
  expect(refreshed.map(({ status }) => status).toSorted()).toEqual([200, 429]);
});
