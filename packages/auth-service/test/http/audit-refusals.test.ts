import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditEvent, AuditEventType } from '../../src/domain/audit/audit-event.ts';
import { createProofKey, type ProofKey } from '../support/proof-key.ts';
import {
  mint,
  mintBody,
  openSession,
  postExchange,
  postMint,
  TOKEN_ENDPOINT,
} from '../support/requests.ts';
import {
  basicAuth,
  DASHBOARD,
  PORTAL,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

const LOOPBACK = '127.0.0.1';

let service: TestService;
let key: ProofKey;
let clientId: string;
beforeEach(async () => {
  service = await startTestService({ limits: { mints_per_client: 100 }, limitWindow: 3_600 });
  key = await createProofKey();
  clientId = service.dynamic.client.id;
});
afterEach(() => service.close());

const events = (type: AuditEventType): Promise<AuditEvent[]> =>
  service.storage.stores.audit.list({ type });

const onlyEvent = async (type: AuditEventType): Promise<AuditEvent> => {
  const found = await events(type);
  expect(found).toHaveLength(1);
  const [event] = found;
  if (!event) throw new Error('unreachable: one was expected');
  expect(event.address).toBe(LOOPBACK);
  return event;
};

test('a started session: who, for whom, from where', async () => {
  const { session_id } = await openSession(service, key);
  expect(await onlyEvent('session.started')).toMatchObject({
    outcome: 'success',
    actor: { type: 'client', clientId },
    clientId,
    userId: service.ana.id,
    subjectId: session_id,
    details: { embedder_origin: PORTAL },
  });
});

test('failed authentication of a known client', async () => {
  await postMint(service, mintBody(), { authorization: basicAuth(clientId, 'wrong') });
  expect(await onlyEvent('client.authentication_failed')).toMatchObject({
    outcome: 'refused',
    actor: { type: 'anonymous' },
    clientId,
    details: { count: 1, reason: 'invalid_client' },
  });
});

test('failed authentication of nobody: what was presented may be a secret and is not kept', async () => {
  const swapped = basicAuth(service.dynamic.clientSecret, clientId);
  await postMint(service, mintBody(), { authorization: swapped });
  const event = await onlyEvent('client.authentication_failed');
  expect(event.clientId).toBeUndefined();
  expect(JSON.stringify(event)).not.toContain(service.dynamic.clientSecret.slice(7));
});

test('an origin that the client does not allow', async () => {
  await postMint(service, mintBody({ origin: 'https://evil.example' }));
  expect(await onlyEvent('origin.refused')).toMatchObject({
    outcome: 'refused',
    actor: { type: 'client', clientId },
    clientId,
    details: { origin: 'https://evil.example' },
  });
});

test('an exchange that comes from no dashboard', async () => {
  await postExchange(service, key, 'csm_cc_x', { origin: 'https://evil.example' });
  expect(await onlyEvent('origin.refused')).toMatchObject({
    actor: { type: 'anonymous' },
    clientId: undefined,
    details: { origin: 'https://evil.example' },
  });
});

test('a user outside the team', async () => {
  await postMint(service, mintBody({ user: { email: 'oskar@example.com' } }));
  expect(await onlyEvent('user.refused')).toMatchObject({ clientId, userId: service.oskar.id });
});

test('a paused client, at the mint and at the exchange', async () => {
  const code = await mint(service, key);
  await service.administration.clients.pause(clientId);
  await postMint(service, mintBody());
  expect(await onlyEvent('client.refused')).toMatchObject({
    clientId,
    details: { reason: 'client_disabled' },
  });
  expect((await postExchange(service, key, code)).status).toBe(403);
});

test('a proof that is wrong, and one that is replayed', async () => {
  await postExchange(service, key, 'csm_cc_x', { proof: 'nonsense' });
  expect(await onlyEvent('proof.refused')).toMatchObject({ actor: { type: 'anonymous' } });
  const proof = await key.proof(TOKEN_ENDPOINT);
  await postExchange(service, key, await mint(service, key), { proof });
  const replay = await postExchange(service, key, await mint(service, key), { proof });
  expect(replay.status).toBe(400);
  expect(await onlyEvent('proof.replayed')).toMatchObject({
    details: { reason: 'replayed', key_thumbprint: key.thumbprint },
  });
});

test('every second use of a code', async () => {
  const code = await mint(service, key);
  await postExchange(service, key, code);
  for (let attempt = 0; attempt < 3; attempt++) await postExchange(service, key, code);
  const reused = await events('challenge_code.reused');
  expect(reused).toHaveLength(3);
  expect(reused[0]).toMatchObject({
    outcome: 'refused',
    clientId,
    userId: service.ana.id,
    address: LOOPBACK,
    details: { embedder_origin: PORTAL, audience: DASHBOARD, count: 1 },
  });
});

test('a code for another key, origin or client: what did not match', async () => {
  const thief = await createProofKey();
  const code = await mint(service, key);
  const refused = await postExchange(service, thief, code, {
    form: { embedder_origin: 'https://evil.example' },
  });
  expect(refused.status).toBe(400);
  expect(await onlyEvent('challenge_code.mismatched')).toMatchObject({
    clientId,
    userId: service.ana.id,
    details: { mismatched: 'embedder_origin key' },
  });
  expect((await postExchange(service, key, code)).status, 'the code is unharmed').toBe(200);
});

test('a second use is known for one after the session has ended, too', async () => {
  const code = await mint(service, key);
  expect((await postExchange(service, key, code)).status).toBe(200);
  const { clients, sessions } = service.administration;
  expect(await sessions.revoke({ clientId })).toBe(1);
  expect((await clients.get(clientId)).status).toBe('active');
  expect((await postExchange(service, key, code)).status).toBe(400);
  await onlyEvent('challenge_code.reused');
});

test('what is no origin is not kept: it may be a code in the wrong field', async () => {
  const code = await mint(service, key);
  const form = { embedder_origin: code };
  expect((await postExchange(service, key, PORTAL, { form })).status).toBe(400);
  const event = await onlyEvent('challenge_code.refused');
  expect(event.details).toMatchObject({ embedder_origin: 'malformed' });
  expect(JSON.stringify(event)).not.toContain(code);
});

test('a code that never was', async () => {
  await postExchange(service, key, 'csm_cc_guessed');
  expect(await onlyEvent('challenge_code.refused')).toMatchObject({
    details: { reason: 'unknown_or_expired' },
  });
});

test('a revoked session that asks for more', async () => {
  const { session_id } = await openSession(service, key);
  await service.storage.stores.sessions.revoke(session_id, Date.now(), 'test');
  const code = await mint(service, key);
  expect((await postExchange(service, key, code, { sessionId: session_id })).status).toBe(403);
  expect(await onlyEvent('session.refused')).toMatchObject({
    clientId,
    userId: service.ana.id,
    subjectId: session_id,
  });
});

test('a limit that was hit: its name, and whose', async () => {
  for (let attempt = 0; attempt < 102; attempt++) await postMint(service, mintBody());
  expect(await onlyEvent('limit.exceeded')).toMatchObject({
    clientId,
    details: { reason: 'mints_per_client', count: 1 },
  });
});

test('an attack does not fill the disk: one event at once, one with the number of the others', async () => {
  const attempt = () =>
    postMint(service, mintBody(), { authorization: basicAuth(clientId, 'wrong') });
  for (let attempts = 0; attempts < 50; attempts++) await attempt();
  expect(await events('client.authentication_failed')).toHaveLength(1);
  service.advance(61_000);
  await attempt();
  const details = (await events('client.authentication_failed')).map((event) => event.details);
  expect(details).toHaveLength(3);
  expect(details.map(({ count }) => count).toSorted()).toEqual([1, 1, 49]);
});

test('what was counted is written when the service stops', async () => {
  for (let attempts = 0; attempts < 5; attempts++) {
    await postMint(service, mintBody({ origin: 'https://evil.example' }));
  }
  const written: AuditEvent[] = [];
  const { audit } = service.storage.stores;
  const append = audit.append;
  audit.append = async (event) => {
    written.push(event);
    await append(event);
  };
  await service.close();
  expect(written).toEqual([
    expect.objectContaining({
      type: 'origin.refused',
      clientId,
      address: LOOPBACK,
      details: expect.objectContaining({ count: 4 }),
    }),
  ]);
  service = await startTestService();
});

test('mistakes in the form of a request are no events', async () => {
  await postMint(service, '{');
  await postMint(service, mintBody({ user: undefined }));
  await fetch(`${service.url}/nowhere`);
  const all = await service.storage.stores.audit.list({ limit: 1000 });
  expect(all.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
});
