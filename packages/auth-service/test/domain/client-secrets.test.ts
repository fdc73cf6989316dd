import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ClientManagement } from '../../src/index.ts';
import { mintBody, postMint } from '../support/requests.ts';
import { basicAuth, PORTAL, startTestService, type TestService } from '../support/test-service.ts';

const DAY = 24 * 3_600_000;
const TYPED = 'correct-Horse.battery-9-staple';

let service: TestService;
let clients: ClientManagement;
beforeAll(async () => {
  service = await startTestService();
  ({ clients } = service.administration);
});
afterAll(() => service.close());

const portal = (extra: object = {}) =>
  clients.createEmbeddedClient({
    name: 'Portal',
    teamId: service.team.id,
    userMode: 'dynamic',
    allowedOrigins: [PORTAL],
    ...extra,
  });
const authenticates = async (id: string, secret: string): Promise<boolean> => {
  const authorization = basicAuth(id, secret);
  const { status } = await postMint(service, mintBody(), { authorization });
  if (status !== 201 && status !== 401) throw new Error(`status ${status}`);
  return status === 201;
};
const states = async (id: string) =>
  (await clients.secrets.list(id)).map(({ name, state }) => `${name} ${state}`);

test('CM9, 81: a secret has a name, a prefix and its dates; neither it nor its hash is shown again', async () => {
  const { client, clientSecret, secret } = await portal({ secret: { name: 'Berlin' } });
  expect(clientSecret).toMatch(/^csm_sk_[\w-]{49}$/);
  const [listed] = await clients.secrets.list(client.id);
  expect(listed).toEqual(secret);
  expect(listed).toEqual({
    id: expect.stringMatching(/^sec_/),
    clientId: client.id,
    name: 'Berlin',
    prefix: clientSecret.slice(0, 11),
    state: 'live',
    typedIn: false,
    createdAt: client.createdAt,
    expiresAt: client.createdAt + 180 * DAY,
    revokedAt: undefined,
    lastUsedAt: undefined,
  });
  expect(client.expiresAt).toBe(secret?.expiresAt);
});

test('CM10: several named secrets live side by side, and one is revoked alone', async () => {
  const { client, clientSecret: first } = await portal();
  const second = await clients.secrets.create(client.id, { name: 'Oslo' });
  const third = await clients.secrets.create(client.id, { name: 'Turku', expiresInDays: 30 });
  for (const secret of [first, second.clientSecret, third.clientSecret]) {
    expect(await authenticates(client.id, secret)).toBe(true);
  }
  const revoked = await clients.secrets.revoke(client.id, second.secret.id);
  expect(revoked).toMatchObject({ name: 'Oslo', state: 'revoked' });
  expect(await authenticates(client.id, second.clientSecret)).toBe(false);
  expect(await authenticates(client.id, third.clientSecret)).toBe(true);
  expect(await clients.secrets.revoke(client.id, second.secret.id)).toEqual(revoked);
  const elsewhere = clients.secrets.revoke(service.dynamic.client.id, third.secret.id);
  await expect(elsewhere).rejects.toMatchObject({ code: 'not_found' });
});

test('CM10: rotating one replaces that one; at once, or after an overlap of up to 72 hours', async () => {
  const { client, clientSecret: first, secret } = await portal({ secret: { name: 'Berlin' } });
  const other = await clients.secrets.create(client.id, { name: 'Oslo' });
  const input = { secretId: secret?.id, overlapHours: 72, confirmName: 'Portal' };
  const rotated = await clients.secrets.rotate(client.id, input);
  expect(rotated.secret.name).toBe('Berlin');
  for (const live of [first, other.clientSecret, rotated.clientSecret]) {
    expect(await authenticates(client.id, live)).toBe(true);
  }
  service.advance(72 * 3_600_000);
  expect(await authenticates(client.id, first)).toBe(false);
  expect(await states(client.id)).toEqual(['Berlin expired', 'Oslo live', 'Berlin live']);
  const all = await clients.secrets.rotate(client.id);
  expect(await authenticates(client.id, all.clientSecret)).toBe(true);
  for (const gone of [other.clientSecret, rotated.clientSecret]) {
    expect(await authenticates(client.id, gone)).toBe(false);
  }
  const again = clients.secrets.rotate(client.id, { secretId: other.secret.id });
  await expect(again).rejects.toMatchObject({ code: 'conflict' });
});

test('CM10: a rotation is confirmed by typing the client’s name', async () => {
  const { client, clientSecret } = await portal();
  const { directory } = service.administration;
  const max = await directory.createUser({ email: 'max@example.com', name: 'Max' });
  await directory.setMembership({ teamId: service.team.id, user: max.id, roleId: 'admin' });
  const byMax = service.administration.as({ type: 'user', userId: max.id }).clients;
  for (const confirmName of [undefined, 'portal', client.id]) {
    await expect(byMax.secrets.rotate(client.id, { confirmName })).rejects.toMatchObject({
      code: 'confirmation_required',
      faults: [{ path: 'confirmName' }],
    });
  }
  expect(await authenticates(client.id, clientSecret)).toBe(true);
  await byMax.secrets.rotate(client.id, { confirmName: 'Portal ' });
  expect(await authenticates(client.id, clientSecret)).toBe(false);
});

test('CM11, 25: a secret works until its end, 180 days or what was said; never is warned of', async () => {
  const { client, clientSecret } = await portal({ secret: { expiresInDays: 1 } });
  const forever = await clients.secrets.create(client.id, { expiresInDays: null });
  expect(forever.warnings).toMatchObject([{ code: 'secret_never_expires', level: 'security' }]);
  expect(forever.secret.expiresAt).toBeUndefined();
  expect((await clients.get(client.id)).expiresAt).toBeUndefined();
  service.advance(DAY - 1000);
  expect(await authenticates(client.id, clientSecret)).toBe(true);
  service.advance(1000);
  expect(await authenticates(client.id, clientSecret)).toBe(false);
  expect(await authenticates(client.id, forever.clientSecret)).toBe(true);
  for (const expiresInDays of [0, -1, 1.5, 3651, Number.NaN]) {
    await expect(clients.secrets.create(client.id, { expiresInDays })).rejects.toMatchObject({
      faults: [{ path: 'expiresInDays' }],
    });
  }
});

test('a secret that somebody typed in authenticates, and is stored as a salted scrypt hash', async () => {
  const { client, clientSecret } = await portal({ secret: { value: TYPED } });
  expect(clientSecret).toBe(TYPED);
  const [stored] = await service.storage.stores.clients.listSecrets(client.id);
  expect(stored).toMatchObject({ hash: expect.stringMatching(/^\$scrypt\$ln=14,/), prefix: '' });
  expect((await clients.secrets.list(client.id))[0]).toMatchObject({ typedIn: true });
  for (let time = 0; time < 3; time++) expect(await authenticates(client.id, TYPED)).toBe(true);
  expect(await authenticates(client.id, `${TYPED}x`)).toBe(false);
  // The same secret of another client is another hash, and remembering one does not open the other.
  const twin = await portal({ secret: { value: TYPED } });
  expect(await authenticates(twin.client.id, TYPED)).toBe(true);
  const generated = await clients.secrets.create(client.id);
  expect(await authenticates(client.id, generated.clientSecret)).toBe(true);
  await clients.secrets.revoke(client.id, stored?.id ?? '');
  expect(await authenticates(client.id, TYPED)).toBe(false);
  expect(await authenticates(twin.client.id, TYPED)).toBe(true);
});

test.each([
  ['short', /^24 to 256 characters; this has 5/],
  ['x'.repeat(257), /^24 to 256 characters/],
  ['a b'.repeat(10), /without spaces/],
  ['é'.repeat(30), /ASCII/],
  [`csm_sk_${'a1b2c3d4e5'.repeat(4)}`, /Begins like a generated secret/],
  ['abab'.repeat(10), /At least 8 different characters/],
  ['secretive-portal-0123456789', /The client ID is part of it/],
])('a secret such as %s is not accepted, and not repeated', async (value, message) => {
  const error: unknown = await portal({ id: 'secretive-portal', secret: { value } }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ faults: [{ path: 'secret.value', message: expect.anything() }] });
  const { faults } = error as { faults: { message: string }[] };
  expect(faults[0]?.message).toMatch(message);
  expect(JSON.stringify(faults)).not.toContain(value);
});

test('ten secrets may live at once; ended ones do not count', async () => {
  const { client } = await portal();
  for (let count = 1; count < 10; count++) await clients.secrets.create(client.id);
  await expect(clients.secrets.create(client.id)).rejects.toMatchObject({ code: 'conflict' });
  const [first] = await clients.secrets.list(client.id);
  await clients.secrets.revoke(client.id, first?.id ?? '');
  await clients.secrets.create(client.id);
  await clients.secrets.rotate(client.id);
  expect(await states(client.id)).toContain('rotated live');
});

test('CM14: last used is known of secret and client, to the minute', async () => {
  onTestFinished(service.stopClock());
  const { client, clientSecret } = await portal();
  expect(client.lastUsedAt).toBeUndefined();
  await authenticates(client.id, 'csm_sk_wrong');
  expect((await clients.get(client.id)).lastUsedAt).toBeUndefined();
  await authenticates(client.id, clientSecret);
  const { lastUsedAt } = await clients.get(client.id);
  expect(lastUsedAt).toBeGreaterThanOrEqual(client.createdAt);
  expect((await clients.secrets.list(client.id))[0]).toMatchObject({ lastUsedAt });
  service.advance(59_000);
  await authenticates(client.id, clientSecret);
  expect((await clients.get(client.id)).lastUsedAt).toBe(lastUsedAt);
  service.advance(2_000);
  await authenticates(client.id, clientSecret);
  expect((await clients.get(client.id)).lastUsedAt).toBeGreaterThan(lastUsedAt ?? 0);
});

test('EM4: who may not impersonate gets no secret of a client that does', async () => {
  const { administration, team } = service;
  const { directory } = administration;
  await directory.createRole({ id: 'integrator', permissions: ['OAUTH_CLIENT_MANAGE'] });
  const mia = await directory.createUser({ email: 'mia@example.com', name: 'Mia' });
  await directory.setMembership({ teamId: team.id, user: mia.id, roleId: 'integrator' });
  const byMia = administration.as({ type: 'user', userId: mia.id }).clients;
  const { client } = await portal();
  const refused = { code: 'permission_required', message: expect.stringMatching(/IMPERSONATE/) };
  await expect(byMia.secrets.create(client.id)).rejects.toMatchObject(refused);
  const rotation = { confirmName: 'Portal' };
  await expect(byMia.secrets.rotate(client.id, rotation)).rejects.toMatchObject(refused);
  await expect(byMia.update(client.id, { accessTokenLifetime: 60 })).rejects.toMatchObject(refused);
  // What takes away only, and what nobody depends on, is managing.
  await byMia.update(client.id, { description: 'By Mia' });
  await byMia.pause(client.id);
});
