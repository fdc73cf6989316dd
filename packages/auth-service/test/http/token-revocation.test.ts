import { decodeJwt, type JWTPayload } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EventReader, readEvents } from '../support/event-reader.ts';
import { createProofKey, type ProofKey } from '../support/proof-key.ts';
import { expectRefusal, openSession } from '../support/requests.ts';
import { DASHBOARD_BASIC, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let key: ProofKey;
let events: EventReader;
beforeAll(async () => {
  service = await startTestService();
  key = await createProofKey();
  events = await readEvents(service);
  await events.caughtUp();
});
afterAll(async () => {
  await events.close();
  await service.close();
});

const post = (path: string, authorization: string | null, body: string | Record<string, string>) =>
  fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: authorization === null ? {} : { Authorization: authorization },
    body: new URLSearchParams(body),
  });
const revoke = (token: string, authorization = service.dynamic.basic) =>
  post('/oauth2/revoke', authorization, { token, token_type_hint: 'refresh_token' });
const isActive = async (token: string) => {
  const response = await post('/oauth2/introspect', DASHBOARD_BASIC, { token });
  return ((await response.json()) as { active: boolean }).active;
};
const audited = () => service.administration.audit.list({ type: 'token.revoked' });

test('a client ends one token: told to verifiers, inactive, audited, once; the session goes on', async () => {
  const first = await openSession(service, key);
  const { jti } = decodeJwt<JWTPayload & { jti: string }>(first.access_token);
  expect(await isActive(first.access_token)).toBe(true);
  const response = await revoke(first.access_token);
  expect([response.status, await response.text()]).toEqual([200, '']);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await events.next('token.revoked')).toMatchObject({ jti });
  expect(await isActive(first.access_token)).toBe(false);
  expect((await revoke(first.access_token)).status).toBe(200);
  expect(await audited()).toMatchObject([
    {
      actor: { type: 'client', clientId: service.dynamic.client.id },
      userId: service.ana.id,
      address: '127.0.0.1',
      subjectId: jti,
      details: { session: first.session_id },
    },
  ]);
  const renewed = await openSession(service, key, first.session_id);
  expect(renewed.session_id).toBe(first.session_id);
  expect(await isActive(renewed.access_token)).toBe(true);
});

test('61 an unknown token, a forged, an expired one: 200, and nothing happens', async () => {
  const { access_token: token } = await openSession(service, key);
  const before = [await service.storage.stores.securityEvents.newestSequence(), await audited()];
  const [header, payload] = token.split('.');
  const forged = `${header}.${payload}.${'A'.repeat(86)}`;
  const answers = [revoke('unknown'), revoke(forged)];
  for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
  service.advance(301_000);
  expect((await revoke(token)).status).toBe(200);
  service.advance(-301_000);
  expect([await service.storage.stores.securityEvents.newestSequence(), await audited()]).toEqual(
    before,
  );
  expect(await isActive(token)).toBe(true);
});

test('62 another client’s token is refused, and stays good; one that has ended is no error', async () => {
  const { access_token: token } = await openSession(service, key);
  const before = [await service.storage.stores.securityEvents.newestSequence(), await audited()];
  await expectRefusal(await revoke(token, service.pinned.basic), 400, 'invalid_request');
  expect(await isActive(token)).toBe(true);
  expect([await service.storage.stores.securityEvents.newestSequence(), await audited()]).toEqual(
    before,
  );
  expect((await revoke(token)).status).toBe(200);
  expect((await revoke(token, service.pinned.basic)).status).toBe(200);
});

test('a paused client may still end its tokens', async () => {
  const { access_token: token } = await openSession(service, key);
  const { clients } = service.administration;
  await clients.pause(service.dynamic.client.id);
  expect((await revoke(token)).status).toBe(200);
  expect(await audited()).toHaveLength(3);
  await clients.resume(service.dynamic.client.id);
});

test('who does not authenticate, or sends no token or two, is refused', async () => {
  const { basic } = service.dynamic;
  const wrong = `Basic ${Buffer.from(`${service.dynamic.client.id}:wrong`).toString('base64')}`;
  for (const authorization of [null, wrong, DASHBOARD_BASIC]) {
    const response = await post('/oauth2/revoke', authorization, { token: 'x' });
    await expectRefusal(response, 401, 'invalid_client');
  }
  for (const body of ['', 'token=', 'token=a&token=b']) {
    await expectRefusal(await post('/oauth2/revoke', basic, body), 400, 'invalid_request');
  }
});
