import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Administration } from '../../src/index.ts';
import { createProofKey } from '../support/proof-key.ts';
import { openSession } from '../support/requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const open = async () => (await openSession(service, await createProofKey())).session_id;
const listed = async (
  query: Parameters<Administration['sessions']['list']>[0] = {},
): Promise<string[]> =>
  (await service.administration.sessions.list(query)).map(({ id }) => id).toSorted();

test('CM20: lists who acts where, ends one or all with a reason, and audits each', async () => {
  const { sessions } = service.administration;
  const { id: clientId } = service.dynamic.client;
  const [first, second] = [await open(), await open()];
  expect(await listed({ clientId })).toEqual([first, second].toSorted());
  expect(await listed({ user: 'ANA@example.com' })).toEqual([first, second].toSorted());
  expect(await listed({ user: service.oskar.id })).toEqual([]);
  expect(await sessions.list({ clientId, limit: 1 })).toMatchObject([
    { clientId, userId: service.ana.id, teamId: service.team.id, renewals: 0 },
  ]);

  expect(await sessions.revoke({ sessionId: first }, ' left on a train ')).toBe(1);
  expect(await sessions.revoke({ sessionId: first })).toBe(0);
  expect(await listed({ clientId })).toEqual([second]);
  expect(await listed({ clientId, all: true })).toEqual([first, second].toSorted());
  expect(await sessions.revoke({ clientId, user: 'oskar@example.com' })).toBe(0);
  expect(await sessions.revoke({ clientId })).toBe(1);
  expect(await listed({ clientId })).toEqual([]);

  const audited = await service.storage.stores.audit.list({ type: 'session.revoked' });
  expect(audited.map(({ subjectId }) => subjectId).toSorted()).toEqual([first, second].toSorted());
  expect(audited.find(({ subjectId }) => subjectId === first)).toMatchObject({
    actor: { type: 'operator' },
    userId: service.ana.id,
    clientId,
    details: { reason: 'left on a train' },
  });
});

test('a session whose last token is long over ends without an event', async () => {
  const { securityEvents } = service.storage.stores;
  const { id: clientId } = service.dynamic.client;
  await open();
  service.advance(300_000 + 61_000);
  const before = await securityEvents.newestSequence();
  expect(await service.administration.sessions.revoke({ clientId })).toBe(1);
  expect(await securityEvents.newestSequence()).toBe(before);
  service.advance(-361_000);
});

test('what there is not, and reasons that say nothing, are refused', async () => {
  const { sessions } = service.administration;
  const { id: clientId } = service.dynamic.client;
  const sessionId = await open();
  const refused = (code: string) => ({ code });
  await expect(sessions.revoke({ sessionId: 'ses_x' })).rejects.toMatchObject(refused('not_found'));
  await expect(sessions.revoke({ clientId: 'cli_x' })).rejects.toMatchObject(refused('not_found'));
  await expect(sessions.revoke({ clientId, user: 'usr_x' })).rejects.toMatchObject(
    refused('not_found'),
  );
  await expect(sessions.list({ user: 'nobody@example.com' })).rejects.toMatchObject(
    refused('not_found'),
  );
  for (const reason of ['', '   ', 'x'.repeat(201)]) {
    await expect(sessions.revoke({ sessionId }, reason)).rejects.toMatchObject(
      refused('invalid_request'),
    );
  }
  expect(await listed({ clientId })).toEqual([sessionId]);
});

test('a user needs OAUTH_CLIENT_MANAGE in the client’s team', async () => {
  const { id: clientId } = service.dynamic.client;
  const sessionId = await open();
  const { sessions } = service.administration.as({ type: 'user', userId: service.oskar.id });
  const required = { code: 'permission_required' };
  await expect(sessions.revoke({ sessionId })).rejects.toMatchObject(required);
  await expect(sessions.revoke({ clientId })).rejects.toMatchObject(required);
  await expect(sessions.list({ clientId })).rejects.toMatchObject(required);
  await expect(sessions.list()).rejects.toMatchObject(required);
  await service.administration.directory.setMembership({
    teamId: service.team.id,
    user: service.oskar.id,
    roleId: 'admin',
  });
  expect(await sessions.revoke({ sessionId })).toBe(1);
});

test('CM20: a user ends sessions of their own without any permission', async () => {
  const sessionId = await open();
  const { sessions } = service.administration.as({ type: 'user', userId: service.ana.id });
  expect(await sessions.revoke({ sessionId })).toBe(1);
  await expect(sessions.revoke({ clientId: service.dynamic.client.id })).rejects.toMatchObject({
    code: 'permission_required',
  });
});
