import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProofKey, type ProofKey } from '../support/proof-key.ts';
import {
  expectRefusal,
  mint,
  mintPinned,
  openSession,
  postExchange,
  TOKEN_ENDPOINT,
} from '../support/requests.ts';
import { PORTAL, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let key: ProofKey;
beforeAll(async () => {
  service = await startTestService();
  key = await createProofKey();
});
afterAll(() => service.close());

test('client paused: refused until resumed, with the same code', async () => {
  const code = await mint(service, key);
  const { clients } = service.administration;
  await clients.pause(service.dynamic.client.id);
  await expectRefusal(await postExchange(service, key, code), 403, 'client_disabled');
  await clients.resume(service.dynamic.client.id);
  expect((await postExchange(service, key, code)).status).toBe(200);
});

test('EM8: an origin taken away after the mint: neither a session nor a renewal; allowed again, both', async () => {
  const { clients } = service.administration;
  const { id } = service.dynamic.client;
  const session = await openSession(service, key);
  const [first, renewal] = [await mint(service, key), await mint(service, key)];
  await clients.setAllowedOrigins(id, ['https://elsewhere.example.com']);
  const exchange = (code: string, sessionId?: string) =>
    postExchange(service, key, code, sessionId === undefined ? {} : { sessionId });
  const refused = await expectRefusal(await exchange(first), 403, 'origin_not_allowed');
  expect(refused.error_description).toContain(id);
  await expectRefusal(await exchange(renewal, session.session_id), 403, 'origin_not_allowed');
  const { audit } = service.administration;
  const [event] = await audit.list({ type: 'origin.refused', clientId: id });
  expect(event).toMatchObject({
    outcome: 'refused',
    userId: service.ana.id,
    address: '127.0.0.1',
    details: { origin: PORTAL, reason: 'origin_not_allowed' },
  });
  await clients.setAllowedOrigins(id, [PORTAL]);
  expect((await exchange(first)).status).toBe(200);
  expect(await (await exchange(renewal, session.session_id)).json()).toMatchObject({
    session_id: session.session_id,
  });
});

test('user inactive, or out of the team', async () => {
  const { directory } = service.administration;
  const code = await mint(service, key);
  await directory.setUserStatus(service.ana.id, 'inactive');
  await expectRefusal(await postExchange(service, key, code), 403, 'user_not_eligible');
  await directory.setUserStatus(service.ana.id, 'active');
  const membership = { teamId: service.team.id, user: service.ana.id };
  await directory.removeMembership(membership);
  await expectRefusal(await postExchange(service, key, code), 403, 'user_not_eligible');
  await directory.setMembership({ ...membership, roleId: 'viewer' });
  expect((await postExchange(service, key, code)).status).toBe(200);
});

test('83 role, permissions and membership change with the next exchange', async () => {
  const { directory } = service.administration;
  const { session_id, permissions } = await openSession(service, key);
  expect(permissions).toEqual(['read:dashboards']);
  const membership = { teamId: service.team.id, user: service.ana.id };
  await directory.setMembership({ ...membership, roleId: 'editor' });
  const up = await openSession(service, key, session_id);
  expect(up).toMatchObject({ session_id, permissions: ['read:dashboards', 'write:dashboards'] });
  await directory.createRole({ id: 'nothing', permissions: [] });
  await directory.setMembership({ ...membership, roleId: 'nothing' });
  expect((await openSession(service, key, session_id)).permissions).toEqual([]);
  await directory.setRolePermissions('nothing', ['read:x', 'read:x']);
  expect((await openSession(service, key, session_id)).permissions).toEqual(['read:x']);
  await directory.setMembership({ ...membership, roleId: 'viewer' });
});

test('permissions elsewhere do not count', async () => {
  const { directory } = service.administration;
  await directory.setMembership({
    teamId: service.otherTeam.id,
    user: service.ana.id,
    roleId: 'admin',
  });
  expect((await openSession(service, key)).permissions).toEqual(['read:dashboards']);
  await directory.removeMembership({ teamId: service.otherTeam.id, user: service.ana.id });
});

test('EM14 a proof counts once, also where the state of client, user or session refused it', async () => {
  const { clients, directory } = service.administration;
  const { id } = service.dynamic.client;
  const again = async (
    refusal: 'client_disabled' | 'user_not_eligible' | 'session_revoked' | 'origin_not_allowed',
    mend: () => Promise<unknown>,
    sessionId?: string,
  ) => {
    const proof = await key.proof(TOKEN_ENDPOINT);
    const session = sessionId === undefined ? {} : { sessionId };
    await expectRefusal(
      await postExchange(service, key, code, { proof, ...session }),
      403,
      refusal,
    );
    await mend();
    const replayed = await postExchange(service, key, code, { proof });
    const { error_description } = await expectRefusal(replayed, 400, 'invalid_dpop_proof');
    expect(error_description).toMatch(/used before/);
  };
  const { session_id } = await openSession(service, key);
  await service.storage.stores.sessions.revoke(session_id, Date.now(), 'test');
  const code = await mint(service, key);
  await again('session_revoked', async () => {}, session_id);
  await clients.pause(id);
  await again('client_disabled', () => clients.resume(id));
  await directory.setUserStatus(service.ana.id, 'inactive');
  await again('user_not_eligible', () => directory.setUserStatus(service.ana.id, 'active'));
  await clients.setAllowedOrigins(id, ['https://elsewhere.example.com']);
  await again('origin_not_allowed', () => clients.setAllowedOrigins(id, [PORTAL]));
  // The code is as it was, for a proof that is new.
  expect((await postExchange(service, key, code)).status).toBe(200);
});

test('a revoked session is over; a new one may start', async () => {
  const { session_id } = await openSession(service, key);
  expect(await service.storage.stores.sessions.revoke(session_id, Date.now(), 'test')).toBe(true);
  const code = await mint(service, key);
  const response = await postExchange(service, key, code, { sessionId: session_id });
  await expectRefusal(response, 403, 'session_revoked');
  expect((await openSession(service, key)).session_id).not.toBe(session_id);
});

test('a session is continued with the same key, client and user only', async () => {
  const { session_id } = await openSession(service, key);
  const otherKey = await openSession(service, await createProofKey(), session_id);
  expect(otherKey.session_id).not.toBe(session_id);
  const code = await mintPinned(service, key);
  const otherClient = await postExchange(service, key, code, {
    client: service.pinned,
    sessionId: session_id,
  });
  expect(otherClient.status).toBe(200);
  expect(await otherClient.json()).not.toMatchObject({ session_id });
  const { directory } = service.administration;
  const bo = await directory.createUser({ email: 'bo@example.com', name: 'Bo' });
  await directory.setMembership({ teamId: service.team.id, user: bo.id, roleId: 'viewer' });
  const bosCode = await mint(service, key, { user: { email: 'bo@example.com' } });
  const otherUser = await postExchange(service, key, bosCode, { sessionId: session_id });
  expect(await otherUser.json()).not.toMatchObject({ session_id });
  const unknown = await openSession(service, key, 'ses_unknown');
  expect(unknown.session_id).not.toBe('ses_unknown');
  const same = await openSession(service, key, session_id);
  expect(same.session_id).toBe(session_id);
});
