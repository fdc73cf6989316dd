import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientManagement } from '../../src/index.ts';
import { PORTAL, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let clients: ClientManagement;
beforeAll(async () => {
  service = await startTestService();
  ({ clients } = service.administration);
});
afterAll(() => service.close());

const app = async (extra: object = {}) =>
  (
    await clients.createAppClient({
      name: 'App',
      redirectUris: ['https://app.example.com/cb'],
      ...extra,
    })
  ).client;
const embedded = async (extra: object = {}) =>
  (
    await clients.createEmbeddedClient({
      name: 'Wall',
      teamId: service.team.id,
      userMode: 'dynamic',
      allowedOrigins: [PORTAL],
      ...extra,
    })
  ).client;
const faultsOf = (change: Promise<unknown>): Promise<unknown> =>
  change.then(
    () => [],
    (error: { faults: { path: string }[] }) => error.faults.map(({ path }) => path),
  );

test('CM3: name, description, home page and contact change; neither ID nor type does', async () => {
  const { id } = await embedded();
  const about = {
    name: ' Control room ',
    description: 'The wall of the control room',
    clientUri: 'https://acme.example/wall',
    contact: 'ops@acme.example',
  };
  const { client } = await clients.update(id, about);
  expect(client).toMatchObject({ ...about, name: 'Control room', version: 2 });
  expect(await clients.get(id)).toEqual(client);
  const { client: bare } = await clients.update(id, { description: null, contact: null });
  expect([bare.description, bare.contact, bare.clientUri]).toEqual([
    undefined,
    undefined,
    about.clientUri,
  ]);
  const fixed = { id: 'other', type: 'app', status: 'revoked', version: 9 };
  expect(await faultsOf(clients.update(id, fixed as object))).toEqual(Object.keys(fixed));
  expect(await faultsOf(clients.update(id, { name: null }))).toEqual(['name']);
});

test('CM1: a field of another type is refused by name, also in a change', async () => {
  const wall = await embedded();
  const fields = { redirectUris: ['https://x.example/'], refreshToken: true };
  expect(await faultsOf(clients.update(wall.id, fields))).toEqual(Object.keys(fields));
  const { id } = await app();
  const others = { teamId: service.team.id, userMode: 'static' as const };
  expect(await faultsOf(clients.update(id, others))).toEqual(Object.keys(others));
  expect(await clients.get(id)).toMatchObject({ version: 1 });
});

test('of two changes to one version, the second is refused and says so', async () => {
  const { id, version } = await embedded();
  const options = { expectedVersion: version };
  await clients.update(id, { name: 'First' }, options);
  for (const change of [
    () => clients.update(id, { name: 'Second' }, options),
    () => clients.pause(id, options),
    () => clients.revoke(id, options),
    () => clients.delete(id, options),
  ]) {
    await expect(change()).rejects.toMatchObject({
      code: 'stale_version',
      message: expect.stringMatching(/at version 2 by now, not 1/),
    });
  }
  expect(await clients.get(id)).toMatchObject({ name: 'First', status: 'active', version: 2 });
  const atOnce = await Promise.allSettled([
    clients.update(id, { name: 'One' }, { expectedVersion: 2 }),
    clients.update(id, { name: 'Other' }, { expectedVersion: 2 }),
  ]);
  expect(atOnce.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a change that changes nothing leaves version and audit log alone', async () => {
  const client = await app({ description: 'Same' });
  const { securityEvents, audit } = service.storage.stores;
  const traces = async () => [
    await securityEvents.newestSequence(),
    (await audit.list({ limit: 10_000 })).length,
  ];
  const before = await traces();
  const patch = {
    name: 'App ',
    description: 'Same',
    refreshToken: null,
    accessTokenLifetime: 3600,
  };
  expect((await clients.update(client.id, patch)).client).toEqual(client);
  expect(await traces()).toEqual(before);
});

test('what was changed is audited by name; verifiers are told only of what they depend on', async () => {
  const { id } = await embedded();
  const { securityEvents, audit } = service.storage.stores;
  const place = await securityEvents.newestSequence();
  await clients.update(id, { name: 'Renamed' });
  expect(await securityEvents.newestSequence()).toBe(place);
  await clients.update(id, { accessTokenLifetime: 60, allowedOrigins: ['https://b.example'] });
  expect(await securityEvents.listAfter(place, 10)).toMatchObject([
    { type: 'client.changed', clientId: id },
  ]);
  const events = await audit.list({ type: 'client.updated', clientId: id });
  // Within one millisecond they are in any order.
  const details = events.map((event) => event.details);
  expect(details.toSorted((a, b) => Number(a.version) - Number(b.version))).toEqual([
    { version: 2, name: 'Renamed' },
    { version: 3, access_token_lifetime: '60', allowed_origins: 'https://b.example' },
  ]);
});

test('EM2, EM3: the user mode changes, and the pinned user goes with it', async () => {
  const { id } = await embedded({ userMode: 'static', staticUser: service.ana.email });
  const dynamic = (await clients.update(id, { userMode: 'dynamic' })).client;
  expect(dynamic).toMatchObject({ userMode: 'dynamic', staticUserId: undefined });
  expect(await faultsOf(clients.update(id, { userMode: 'static' }))).toEqual(['staticUser']);
  const elsewhere = { userMode: 'static' as const, staticUser: service.oskar.id };
  expect(await faultsOf(clients.update(id, elsewhere))).toEqual(['staticUser']);
  const pinned = await clients.update(id, { userMode: 'static', staticUser: service.ana.id });
  expect(pinned.client).toMatchObject({ staticUserId: service.ana.id });
  // Another team has to have the pinned user too.
  const moved = { teamId: service.otherTeam.id };
  expect(await faultsOf(clients.update(id, moved))).toEqual(['staticUser']);
  // Who is inactive by now does not stand in the way of another change.
  await service.administration.directory.setUserStatus(service.ana.id, 'inactive');
  expect((await clients.update(id, { name: 'Still' })).client).toMatchObject({ name: 'Still' });
  await service.administration.directory.setUserStatus(service.ana.id, 'active');
});

test('CM5, CM8: usual scopes follow the preset; chosen ones have to be taken back by hand', async () => {
  const usual = await app();
  const full = await clients.update(usual.id, { accessPreset: 'full' });
  expect(full.client).toMatchObject({ scopes: expect.arrayContaining(['write', 'read']) });
  const back = await clients.update(usual.id, { accessPreset: 'read' });
  expect(back.client).toMatchObject({ scopes: (usual as { scopes: string[] }).scopes });
  const chosen = await app({ accessPreset: 'full', scopes: ['openid', 'write'] });
  expect(await faultsOf(clients.update(chosen.id, { accessPreset: 'read' }))).toEqual(['scopes.1']);
  const both = { accessPreset: 'read' as const, scopes: ['openid'] };
  expect((await clients.update(chosen.id, both)).client).toMatchObject({ scopes: ['openid'] });
});

test('CM6: warnings come with the change; switching refresh tokens off resets their lifetime', async () => {
  const { id } = await app({ refreshToken: true });
  const change = await clients.update(id, { refreshTokenLifetime: 60 * 24 * 3600 });
  expect(change.warnings).toEqual([
    {
      code: 'long_refresh_token',
      level: 'security',
      field: 'refreshTokenLifetime',
      message: expect.stringContaining('60 days'),
    },
  ]);
  const off = await clients.update(id, { refreshToken: false });
  expect(off.warnings).toEqual([]);
  expect(off.client).toMatchObject({ refreshToken: false, refreshTokenLifetime: 604_800 });
});

test('CM4: a restriction is merged, and nothing of it is left by null', async () => {
  const { team, otherTeam } = service;
  const { id } = await app({ teamRestriction: { teamIds: [team.id] } });
  const organizationIds = [team.organizationId];
  const merged = await clients.update(id, { teamRestriction: { organizationIds } });
  expect(merged.client).toMatchObject({
    teamRestriction: { teamIds: [team.id], organizationIds },
  });
  const teams = { teamIds: [otherTeam.id], organizationIds: [] };
  const other = await clients.update(id, { teamRestriction: teams });
  expect(other.client).toMatchObject({ teamRestriction: teams });
  const all = await clients.update(id, { teamRestriction: null });
  expect(all.client).toMatchObject({ teamRestriction: { teamIds: [], organizationIds: [] } });
});

test('CM2: a client that becomes public loses its secrets, and starts anew when it is confidential again', async () => {
  const { id } = await app();
  await clients.update(id, { confidential: false });
  expect((await clients.secrets.list(id)).map(({ state }) => state)).toEqual(['revoked']);
  await expect(clients.secrets.create(id)).rejects.toMatchObject({ code: 'conflict' });
  const again = await clients.update(id, { confidential: true });
  expect(again.warnings).toMatchObject([{ code: 'no_secret', level: 'information' }]);
  expect((await clients.secrets.create(id)).secret).toMatchObject({ state: 'live' });
});

test('CM13: a revoked client stays as it was; a paused one can be changed', async () => {
  const { id } = await app();
  await clients.pause(id);
  expect((await clients.update(id, { name: 'Paused' })).client).toMatchObject({ version: 3 });
  await clients.revoke(id);
  await expect(clients.update(id, { name: 'X' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(clients.secrets.rotate(id)).rejects.toMatchObject({ code: 'conflict' });
});

test('a dry run refuses what the change would refuse, and changes nothing', async () => {
  const { id } = await app();
  const { client } = await clients.previewUpdate(id, { name: 'Preview' });
  expect(client).toMatchObject({ name: 'Preview', version: 2 });
  expect(await clients.get(id)).toMatchObject({ name: 'App', version: 1 });
  expect(await faultsOf(clients.previewUpdate(id, { accessTokenLifetime: 1 }))).toEqual([
    'accessTokenLifetime',
  ]);
  const input = { name: 'New', redirectUris: ['https://app.example.com/cb'] };
  const before = await clients.count();
  expect((await clients.preview({ type: 'app', ...input })).client).toMatchObject({ id: '' });
  expect(await faultsOf(clients.preview({ type: 'app', ...input, redirectUris: [] }))).toEqual([
    'redirectUris',
  ]);
  expect(await clients.count()).toBe(before);
});
