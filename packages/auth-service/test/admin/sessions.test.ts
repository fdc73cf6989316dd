import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole, callerWithToken } from '../support/admin-requests.ts';
import { writeLocationFile } from '../support/location-file.ts';
import { clientCredentialsToken, createService } from '../support/oauth-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import { mint, openSession, postExchange } from '../support/requests.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { PORTAL, startTestService, type TestService } from '../support/test-service.ts';

interface Listed<T = Record<string, unknown>> {
  items: T[];
  next_cursor: string | null;
}

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

let service: TestService;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let boss: ApiCaller;
let chief: ApiCaller & { userId: string; clientId: string };
let stranger: ApiCaller;
const EMPTY: Listed = { items: [], next_cursor: null };

beforeAll(async () => {
  folder = await temporaryFolder();
  const locationDatabase = join(folder.path, 'places.mmdb');
  writeLocationFile(locationDatabase, {
    '127.0.0.0/8': { city: 'Oslo', country: 'Norway' },
    '192.0.2.0/24': { city: 'Turku', country: 'Finland' },
  });
  service = await startTestService({ locationDatabase });
  boss = await callerWithRole(service, { role: 'super_admin' });
  chief = await callerWithRole(service, { role: 'admin' });
  stranger = await callerWithRole(service, { role: 'admin', teamId: service.otherTeam.id });
});
afterAll(async () => {
  await service.close();
  await folder.remove();
});

async function startSession() {
  const key = await createProofKey();
  const code = await mint(service, key);
  const response = await postExchange(service, key, code, { headers: { 'User-Agent': CHROME } });
  expect(response.status).toBe(200);
  return { key, id: ((await response.json()) as { session_id: string }).session_id };
}

test('CM20: embedded sessions: client, user, origin, device, browser, location, renewals; revoke', async () => {
  const { key, id } = await startSession();
  await openSession(service, key, id);
  const path = `/api/v1/embedded-sessions?client_id=${service.dynamic.client.id}&state=live`;
  const { items } = await chief.ok<Listed>('GET', path);
  expect(items.find((session) => session.id === id)).toMatchObject({
    client_id: service.dynamic.client.id,
    user_id: service.ana.id,
    embedder_origin: PORTAL,
    state: 'live',
    address: '127.0.0.1',
    location: 'Oslo, Norway',
    renewals: 1,
    revoked_at: null,
  });
  await startSession();
  const [newest] = (await chief.ok<Listed>('GET', `${path}&limit=1`)).items;
  expect(newest).toMatchObject({ device: 'Windows computer', browser: 'Chrome 141' });
  expect(await stranger.ok('GET', '/api/v1/embedded-sessions')).toEqual(EMPTY);
  await stranger.refused('not_found', 'DELETE', `/api/v1/embedded-sessions/${id}`);
  const ending = `/api/v1/embedded-sessions/${id}?reason=lost`;
  expect(await chief.ok('DELETE', ending)).toEqual({ revoked: 1 });
  expect(await chief.ok('DELETE', ending)).toEqual({ revoked: 0 });
  const revoked = await chief.ok<Listed>('GET', '/api/v1/embedded-sessions?state=revoked');
  expect(revoked.items).toMatchObject([{ id, state: 'revoked', revoked_reason: 'lost' }]);
  const code = await mint(service, key);
  const again = await postExchange(service, key, code, { sessionId: id });
  expect(await again.json()).toMatchObject({ error: 'session_revoked' });
});

test('CM20: sessions of a client that has moved are none of its new team’s', async () => {
  const { id } = await startSession();
  const { clients } = service.administration;
  const { client } = service.dynamic;
  const path = `/api/v1/embedded-sessions?client_id=${client.id}`;
  const heir = await callerWithRole(service, { role: 'admin', teamId: service.otherTeam.id });
  await clients.update(client.id, { teamId: service.otherTeam.id });
  expect(await heir.ok('GET', path)).toEqual(EMPTY);
  await heir.refused('not_found', 'DELETE', `/api/v1/embedded-sessions/${id}`);
  expect((await boss.ok<Listed>('GET', path)).items.map((one) => one.id)).toContain(id);
  // They end all the same.
  const all = `/api/v1/clients/${client.id}/revoke-sessions`;
  expect((await heir.ok<{ revoked: number }>('POST', all, {})).revoked).toBeGreaterThan(0);
  await clients.update(client.id, { teamId: service.team.id });
});

test('CM20: all embedded sessions of a client end at once, or those of one user', async () => {
  for (let count = 0; count < 3; count++) await startSession();
  const live = async () =>
    (await boss.ok<Listed>('GET', '/api/v1/embedded-sessions?state=live')).items.length;
  const before = await live();
  expect(before).toBeGreaterThanOrEqual(3);
  const path = `/api/v1/clients/${service.dynamic.client.id}/revoke-sessions`;
  expect(await chief.ok('POST', path, { user: service.oskar.id })).toEqual({ revoked: 0 });
  expect(await chief.ok('POST', path, { user: 'Ana@Example.com' })).toEqual({ revoked: before });
  expect(await live()).toBe(0);
  await stranger.refused('not_found', 'POST', path, { body: {} });
  const viewer = await callerWithRole(service, { role: 'viewer' });
  await viewer.refused('not_found', 'POST', path, { body: {} });
});

test('CM20: people see and end their own sessions without any permission', async () => {
  const { id } = await startSession();
  const credentials = await createService(service, { accessPreset: 'full' });
  const ana = callerWithToken(service, await clientCredentialsToken(service, credentials));
  const own = await ana.ok<Listed>('GET', '/api/v1/embedded-sessions?user_id=me&state=live');
  expect(own.items.map((session) => session.id)).toContain(id);
  expect(await ana.ok('DELETE', `/api/v1/embedded-sessions/${id}`)).toEqual({ revoked: 1 });
});

test('CM20: connected apps: client, tokens by ID, type, expiry, scopes; revoke one or all', async () => {
  interface App {
    client_id: string;
    token_count: number;
    tokens: { id: string; scopes: string[]; type: string; user_id: string }[];
  }
  const credentials = await createService(service, { accessPreset: 'full', name: 'Export' });
  const values = [
    await clientCredentialsToken(service, credentials, { scope: 'read:dashboards' }),
    await clientCredentialsToken(service, credentials),
  ];
  const [narrow, wide] = values.map((value) => callerWithToken(service, value));
  if (!narrow || !wide) throw new Error('two were asked for');
  const list = (caller: ApiCaller) =>
    caller.ok<Listed<App>>('GET', `/api/v1/connected-apps?client_id=${credentials.id}`);
  const { items } = await list(wide);
  expect(items).toMatchObject([
    { client_id: credentials.id, client_name: 'Export', client_type: 'service', token_count: 2 },
  ]);
  const tokens = items[0]?.tokens ?? [];
  expect(tokens).toHaveLength(2);
  for (const token of tokens) {
    expect(token).toMatchObject({ type: 'client_credentials', user_id: service.ana.id });
    expect(values).not.toContain(token.id);
  }
  expect(await list(boss)).toEqual(await list(wide));
  expect(await list(chief), 'a client for all teams is no team’s').toEqual(EMPTY);
  await chief.refused(
    'not_found',
    'DELETE',
    `/api/v1/connected-apps/${credentials.id}?user_id=everybody`,
  );
  const id = tokens.find(({ scopes }) => scopes.join() === 'read:dashboards')?.id;
  await chief.refused('not_found', 'DELETE', `/api/v1/tokens/${id}`);
  expect(await wide.ok('DELETE', `/api/v1/tokens/${id}`)).toEqual({ revoked: 1 });
  await narrow.refused('invalid_token', 'GET', '/api/v1/me');
  await wide.refused('not_found', 'DELETE', `/api/v1/tokens/${id}`);
  expect(await wide.ok('DELETE', `/api/v1/connected-apps/${credentials.id}`)).toEqual({
    revoked: 1,
  });
  await wide.refused('invalid_token', 'GET', '/api/v1/me');
  const [event] = await service.administration.audit.list({ type: 'token.revoked' });
  expect(event).toMatchObject({
    clientId: credentials.id,
    actor: { type: 'user', userId: service.ana.id, throughClient: credentials.id },
  });
});

test('CM20: browser sessions: device and browser, location, status, last active; sign out', async () => {
  const { browserSessions } = service.storage.stores;
  const now = Date.now();
  const signIn = (key: string, userId: string, address: string) =>
    browserSessions.keep({
      ...{ key, userId, userAgent: CHROME, address },
      ...{ at: now, expiresAt: now + 3_600_000 },
    });
  await signIn('a', chief.userId, '192.0.2.7');
  await signIn('b', service.ana.id, '2001:db8::1');
  const all = '/api/v1/browser-sessions?all=true';
  const mine = await chief.ok<Listed>('GET', all);
  expect(mine.items).toMatchObject([
    {
      user_id: chief.userId,
      state: 'live',
      device: 'Windows computer',
      browser: 'Chrome 141',
      address: '192.0.2.7',
      location: 'Turku, Finland',
    },
  ]);
  const everybodys = await boss.ok<Listed>('GET', all);
  expect(everybodys.items).toHaveLength(2);
  const anas = everybodys.items.find(({ user_id }) => user_id === service.ana.id);
  expect(anas).toMatchObject({ location: 'unknown' });
  await chief.refused('permission_required', 'GET', `${all}&user_id=${service.ana.id}`);
  const one = `/api/v1/browser-sessions/${anas?.id}`;
  const unseen = await chief.refused('not_found', 'DELETE', one);
  const unknown = await chief.refused('not_found', 'DELETE', one.replace(/.$/, '~'));
  expect(unseen.detail).toBe(unknown.detail.replace(/~/, one.at(-1) ?? ''));
  expect(await boss.ok('DELETE', one)).toEqual({ revoked: 1 });
  const first = await boss.ok<Listed>('GET', `${all}&limit=1`);
  const rest = await boss.ok<Listed>('GET', `${all}&limit=1&cursor=${first.next_cursor}`);
  expect([...first.items, ...rest.items]).toHaveLength(2);
  expect(rest.next_cursor).toBeNull();
  await boss.refused('invalid_request', 'GET', `${all}&cursor=elsewhere`);
  expect(await chief.ok('POST', '/api/v1/users/me/sign-out')).toEqual({ revoked: 1 });
  await chief.refused('permission_required', 'POST', `/api/v1/users/${service.ana.id}/sign-out`);
  expect(await boss.ok<Listed>('GET', `${all}&user_id=${service.ana.id}`)).toMatchObject({
    items: [{ state: 'revoked' }],
  });
});

test('CM20: without a location database a location is unknown; a broken one stops the start', async () => {
  const bare = await startTestService();
  try {
    const key = await createProofKey();
    await openSession(bare, key);
    const caller = await callerWithRole(bare, { role: 'super_admin' });
    const { items } = await caller.ok<Listed>('GET', '/api/v1/embedded-sessions');
    expect(items).toMatchObject([{ location: 'unknown', address: '127.0.0.1' }]);
  } finally {
    await bare.close();
  }
  const missing = join(folder.path, 'none.mmdb');
  await expect(startTestService({ locationDatabase: missing })).rejects.toThrow(missing);
});
