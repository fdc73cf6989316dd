import { hash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole, callerWithToken } from '../support/admin-requests.ts';
import {
  clientCredentialsToken,
  createService,
  postClientCredentials,
} from '../support/oauth-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let boss: ApiCaller;

beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
});
afterAll(() => service.close());

const ME = '/api/v1/me';

test('a token says who calls, and what it lets them do', async () => {
  const caller = await callerWithRole(service, { role: 'admin', scope: 'management' });
  expect(await caller.ok('GET', ME)).toEqual({
    subject_type: 'user',
    user_id: caller.userId,
    client_id: caller.clientId,
    all_teams: true,
    permissions_everywhere: [],
    teams: [
      {
        id: service.team.id,
        permissions: [
          ...['AUDIT_READ', 'DIRECTORY_MANAGE', 'DIRECTORY_READ'],
          ...['OAUTH_CLIENT_MANAGE', 'OAUTH_CLIENT_READ'],
        ],
      },
    ],
  });
});

test('a client that is a subject of its own calls as itself', async () => {
  const { id, ...credentials } = await createService(service, {
    accessPreset: 'full',
    roles: [{ nodeType: 'team', nodeId: service.team.id, roleId: 'admin' }],
  });
  const caller = callerWithToken(service, await clientCredentialsToken(service, credentials));
  expect(await caller.ok('GET', ME)).toMatchObject({
    subject_type: 'client',
    user_id: null,
    client_id: id,
  });
  expect(await caller.ok('GET', '/api/v1/teams')).toMatchObject({
    items: [{ id: service.team.id }],
  });
  await caller.refused('permission_required', 'POST', '/api/v1/organizations', {
    body: { name: 'X' },
  });
});

test('without a good token nothing is answered, and both schemes are offered', async () => {
  const ask = (headers: Record<string, string>, path = ME) =>
    fetch(service.url + path, { headers });
  const bare = await ask({});
  expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer realm="casement", DPoP algs="ES256"',
  ]);
  const error = ', error="invalid_token"';
  for (const authorization of ['Bearer unknown', `Bearer ${boss.token}x`, `DPoP ${boss.token}`]) {
    const { status, headers } = await ask({ Authorization: authorization });
    expect([status, headers.get('www-authenticate')], authorization).toEqual([
      401,
      `Bearer realm="casement"${error}, DPoP algs="ES256"${error}`,
    ]);
  }
  for (const authorization of [
    `Basic ${boss.token}`,
    `Bearer ${boss.token} x`,
    boss.token,
    'Bearer',
  ]) {
    expect((await ask({ Authorization: authorization })).status, authorization).toBe(401);
  }
  expect((await ask({}, `${ME}?access_token=${boss.token}`)).status, '64').toBe(401);
});

test('no cookie authenticates: another site has nothing to make a browser send (CSRF)', async () => {
  const cookies = [
    'token',
    'access_token',
    'session',
    '_session',
    '__Host-session',
    'Authorization',
  ]
    .map((name) => `${name}=${boss.token}`)
    .join('; ');
  const before = await boss.ok<{ items: unknown[] }>('GET', '/api/v1/organizations');
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
    const response = await fetch(`${service.url}/api/v1/organizations`, {
      method: 'POST',
      headers: {
        ...{ Cookie: cookies, Origin: 'https://evil.example', 'Content-Type': type },
        'Sec-Fetch-Site': 'cross-site',
      },
      body: type.endsWith('json') ? '{"name":"Evil"}' : 'name=Evil',
    });
    expect(response.status, type).toBe(401);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  }
  expect(await boss.ok('GET', '/api/v1/organizations')).toEqual(before);
  const preflight = await fetch(`${service.url}/api/v1/organizations`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
    403,
    null,
  ]);
});

test('CM8: pages of a client’s own origins may call, those of others not', async () => {
  const origin = 'https://spa.example.com';
  await service.administration.clients.createAppClient({
    name: 'SPA',
    redirectUris: [`${origin}/callback`],
    corsOrigins: [origin],
  });
  const preflight = await fetch(service.url + ME, {
    method: 'OPTIONS',
    headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
    204,
    expect.stringContaining('If-Match'),
  ]);
  // The token is of another client, which did not register that origin.
  const { headers } = await boss.send('GET', ME, { headers: { Origin: origin } });
  expect(headers.get('access-control-allow-origin')).toBeNull();
});

test('OA14, 65: a token that is bound to a key takes a proof by that key, made for it, once', async () => {
  const key = await createProofKey();
  const credentials = await createService(service, { accessPreset: 'full' });
  const response = await postClientCredentials(
    service,
    credentials,
    {},
    {
      DPoP: await key.proof(`${ISSUER}/oauth2/token`),
    },
  );
  const { access_token: token } = (await response.json()) as { access_token: string };
  const ath = hash('sha256', token, 'base64url');
  const caller = callerWithToken(service, token);
  const call = (proof: string, scheme = 'DPoP') =>
    caller.send('GET', `${ME}`, { headers: { Authorization: `${scheme} ${token}`, DPoP: proof } });
  const proof = (claims: Record<string, unknown> = {}, by = key) =>
    by.proof(ISSUER + ME, { htm: 'GET', ...{ ath }, ...claims });
  const good = await proof();
  expect((await call(good)).status).toBe(200);
  const bad = { status: 401, body: { code: 'invalid_dpop_proof' } };
  expect(await call(good), 'used before').toMatchObject(bad);
  expect(await call(await proof({ ath: 'x' }))).toMatchObject(bad);
  expect(await call(await proof({ ath: undefined }))).toMatchObject(bad);
  expect(await call(await proof({ htm: 'POST' }))).toMatchObject(bad);
  expect(await call(await proof({}, await createProofKey()))).toMatchObject(bad);
  expect((await call('')).headers.get('www-authenticate')).toContain('DPoP');
  expect(await call(await proof(), 'Bearer')).toMatchObject({
    status: 401,
    body: { code: 'invalid_token' },
  });
});

test('OA10, OA9: a token is good for what is true now', async () => {
  const caller = await callerWithRole(service, { role: 'admin' });
  const { directory, clients } = service.administration;
  await caller.ok('GET', '/api/v1/teams');
  await directory.setMembership({ teamId: service.team.id, user: caller.userId, roleId: 'viewer' });
  await caller.refused('permission_required', 'GET', '/api/v1/teams');
  await clients.pause(caller.clientId);
  await caller.refused('invalid_token', 'GET', ME);
});

test('OA11: a scope that does not reach that far is named with those that do', async () => {
  const caller = await callerWithRole(service, { role: 'super_admin', scope: 'read:dashboards' });
  const { headers, detail } = await caller.refused('insufficient_scope', 'GET', '/api/v1/teams');
  expect(detail).toBe(
    'This takes one of the scopes read, management; the token has read:dashboards.',
  );
  expect(headers.get('www-authenticate')).toBe(
    'Bearer realm="casement", error="insufficient_scope", scope="read management"',
  );
  const reader = await callerWithRole(service, { role: 'super_admin', scope: 'read' });
  await reader.ok('GET', '/api/v1/teams');
  await reader.refused('insufficient_scope', 'POST', '/api/v1/organizations', {
    body: { name: 'X' },
  });
});
