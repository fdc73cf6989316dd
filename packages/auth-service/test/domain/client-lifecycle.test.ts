import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProofKey } from '../support/proof-key.ts';
import {
  expectRefusal,
  mint,
  mintBody,
  openSession,
  postExchange,
  postMint,
} from '../support/requests.ts';
import { basicAuth, PORTAL, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

async function newClient(id: string) {
  const { client, clientSecret } = await service.administration.clients.createEmbeddedClient({
    id,
    name: id,
    teamId: service.team.id,
    userMode: 'dynamic',
    allowedOrigins: [PORTAL],
  });
  return { client, clientSecret, basic: basicAuth(id, clientSecret) };
}

/** A frame with a session and a code for its renewal. */
async function liveFrame(id: string) {
  const client = await newClient(id);
  const on = { ...service, dynamic: client };
  const key = await createProofKey();
  const session = await openSession(on, key);
  return { client, key, on, session, code: await mint(on, key) };
}

const framePolicy = async (id: string): Promise<unknown> =>
  (await fetch(`${service.url}/embed/frame-policy?client_id=${id}`)).json();

test('a revoked client: no code, no exchange, no renewal, no frame; listed, and never resumed', async () => {
  const { clients, audit } = service.administration;
  const { key, on, session, code } = await liveFrame('revoked-one');
  expect(await clients.revoke('revoked-one')).toMatchObject({ status: 'revoked' });
  const mintRefusal = await expectRefusal(await postMint(on, mintBody()), 403, 'client_disabled');
  expect(mintRefusal.error_description).toContain('for good');
  const sessionId = session.session_id;
  for (const options of [{}, { sessionId }]) {
    await expectRefusal(await postExchange(on, key, code, options), 403, 'client_disabled');
  }
  expect(await framePolicy('revoked-one')).toMatchObject({ allowed_origins: [] });
  expect((await clients.list({ limit: 200 })).clients.map(({ id }) => id)).toContain('revoked-one');
  await expect(clients.resume('revoked-one')).rejects.toMatchObject({ code: 'conflict' });
  await expect(clients.pause('revoked-one')).rejects.toMatchObject({ code: 'conflict' });
  expect(await audit.list({ type: 'client.revoked' })).toMatchObject([
    { clientId: 'revoked-one', actor: { type: 'operator' }, outcome: 'success' },
  ]);
});

test('a deleted client leaves nothing but its audit events', async () => {
  const { clients, audit } = service.administration;
  const { key, on, session, code } = await liveFrame('deleted-one');
  const other = await liveFrame('other-one');
  const { stores } = service.storage;
  await clients.delete('deleted-one');

  await expectRefusal(await postMint(on, mintBody()), 401, 'invalid_client');
  await expectRefusal(await postExchange(on, key, code), 400, 'invalid_grant');
  expect(await framePolicy('deleted-one')).toMatchObject({ allowed_origins: [] });
  expect(await stores.sessions.find(session.session_id)).toBeUndefined();
  expect(await stores.clients.listSecrets('deleted-one')).toEqual([]);
  await expect(clients.get('deleted-one')).rejects.toMatchObject({ code: 'not_found' });
  await expect(clients.delete('deleted-one')).rejects.toMatchObject({ code: 'not_found' });

  const kept = (await audit.list({ clientId: 'deleted-one' })).map(({ type }) => type);
  expect(kept).toEqual(expect.arrayContaining(['client.created', 'session.started']));
  expect(await audit.list({ type: 'client.deleted' })).toMatchObject([
    { subjectId: 'deleted-one', details: { codes: 2, sessions: 1, name: 'deleted-one' } },
  ]);
  expect(await stores.sessions.find(other.session.session_id)).toBeDefined();
  expect((await postExchange(other.on, other.key, other.code)).status).toBe(200);
});

test('a client made anew under the ID of a deleted one inherits nothing', async () => {
  const { clients } = service.administration;
  const { key, on, session, code } = await liveFrame('phoenix');
  await clients.delete('phoenix');
  const again = { ...service, dynamic: await newClient('phoenix') };
  await expectRefusal(await postMint(on, mintBody()), 401, 'invalid_client');
  await expectRefusal(await postExchange(again, key, code), 400, 'invalid_grant');
  const renewed = await openSession(again, key, session.session_id);
  expect(renewed.session_id).not.toBe(session.session_id);
});

test('who may not manage the team’s clients ends none', async () => {
  await newClient('guarded');
  const { clients } = service.administration.as({ type: 'user', userId: service.ana.id });
  await expect(clients.revoke('guarded')).rejects.toMatchObject({ code: 'permission_required' });
  await expect(clients.delete('guarded')).rejects.toMatchObject({ code: 'permission_required' });
  expect(await service.administration.clients.get('guarded')).toMatchObject({ status: 'active' });
});
