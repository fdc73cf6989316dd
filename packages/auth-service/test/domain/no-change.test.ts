import { afterAll, beforeAll, expect, test } from 'vitest';
import { PORTAL, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

/** Places of the log's head and the number of audit events: what a change moves. */
async function traces() {
  const { securityEvents, audit } = service.storage.stores;
  const events = await audit.list({ limit: 10_000 });
  return { place: await securityEvents.newestSequence(), audited: events.length };
}

/** The change leaves its traces once; doing it again leaves none. */
async function expectOneTrace(events: number, change: () => Promise<unknown>): Promise<void> {
  const before = await traces();
  const first = await change();
  const after = await traces();
  expect(after).toEqual({ place: before.place + events, audited: before.audited + 1 });
  expect(await change()).toEqual(first);
  expect(await traces()).toEqual(after);
}

test('a client that is paused, resumed or revoked already', async () => {
  const { clients } = service.administration;
  const { id } = service.pinned.client;
  await expectOneTrace(1, () => clients.pause(id));
  await expectOneTrace(1, () => clients.resume(id));
  await expectOneTrace(1, () => clients.revoke(id));
});

test('of two that pause a client at once, one has changed it', async () => {
  const { clients } = service.administration;
  const { id } = service.dynamic.client;
  const before = await traces();
  await Promise.all([clients.pause(id), clients.pause(id)]);
  expect(await traces()).toEqual({ place: before.place + 1, audited: before.audited + 1 });
  await clients.resume(id);
});

test('allowed origins that are so already, in another order too', async () => {
  const { clients } = service.administration;
  const { id } = service.dynamic.client;
  const other = 'https://other.example.com';
  await expectOneTrace(1, () => clients.setAllowedOrigins(id, [PORTAL, other]));
  const before = await traces();
  await clients.setAllowedOrigins(id, [other, PORTAL]);
  expect(await traces()).toEqual(before);
});

test('a user’s status, a membership’s role', async () => {
  const { directory } = service.administration;
  const { ana, team } = service;
  await expectOneTrace(1, () => directory.setUserStatus(ana.id, 'inactive'));
  await expectOneTrace(1, () => directory.setUserStatus(ana.email, 'active'));
  const membership = { teamId: team.id, user: ana.id, roleId: 'editor' };
  await expectOneTrace(1, () => directory.setMembership(membership));
  const [kept] = await directory.listMemberships({ teamId: team.id });
  expect(await directory.setMembership({ ...membership, roleId: 'viewer' })).toEqual({
    ...kept,
    roleId: 'viewer',
  });
});

test('a role’s permissions, in another order or named twice', async () => {
  const { directory } = service.administration;
  const { ana, oskar, team, otherTeam } = service;
  await directory.createRole({ id: 'shared', permissions: [] });
  await directory.setMembership({ teamId: team.id, user: ana.id, roleId: 'shared' });
  await directory.setMembership({ teamId: otherTeam.id, user: oskar.id, roleId: 'shared' });
  await expectOneTrace(2, () => directory.setRolePermissions('shared', ['read:b', 'read:a']));
  const before = await traces();
  await directory.setRolePermissions('shared', ['read:a', 'read:b', 'read:a']);
  expect(await traces()).toEqual(before);
});
