import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SecurityEvent } from '../../src/domain/security-event/security-event.ts';
import { createProofKey } from '../support/proof-key.ts';
import { openSession } from '../support/requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

/** The middle of a second, and it stands still: everything below happens at the same moment. */
const NOON = Date.UTC(2030, 0, 1, 12) + 500;

let service: TestService;
let now = NOON;
beforeAll(async () => {
  service = await startTestService({}, { clock: () => now });
});
afterAll(() => service.close());

const open = async () => {
  const key = await createProofKey();
  const code = await openSession(service, key, undefined, {}, { iat: now / 1000 });
  return { session: code.session_id, iat: Number(decodeJwt(code.access_token).iat), ...code };
};

const lastEvent = async (): Promise<SecurityEvent> => {
  const { securityEvents } = service.storage.stores;
  const [event] = await securityEvents.listAfter((await securityEvents.newestSequence()) - 1, 1);
  if (!event) throw new Error('there is no event');
  return event;
};

/** Two events about a user who is in the end as before. */
const changeAndBack = async (userId: string): Promise<void> => {
  const { directory } = service.administration;
  await directory.setUserStatus(userId, 'inactive');
  await directory.setUserStatus(userId, 'active');
};

/** What a verifier decides, knowing one event (protocol, section 6). */
const ends = (event: SecurityEvent, iat: number): boolean => iat <= Math.floor(event.at / 1000);

test('a token that follows an event in the same second is not ended by it', async () => {
  now += 60_000;
  const { directory } = service.administration;
  await directory.setMembership({
    teamId: service.team.id,
    user: service.ana.id,
    roleId: 'editor',
  });
  const event = await lastEvent();
  const { iat, access_token, expires_in } = await open();
  expect(iat).toBe(Math.floor(now / 1000) + 1);
  expect(decodeJwt(access_token).exp).toBe(iat + expires_in);
  expect(ends(event, iat)).toBe(false);
});

test('an event that follows such a token in the same second ends it all the same', async () => {
  const { clients, sessions } = service.administration;
  const { id } = service.dynamic.client;
  const changes: [string, () => Promise<unknown>][] = [
    ['the client', () => clients.pause(id)],
    ['the user', () => changeAndBack(service.ana.id)],
  ];
  for (const [what, change] of changes) {
    now += 60_000;
    await changeAndBack(service.ana.id);
    const { iat } = await open();
    expect(iat * 1000).toBeGreaterThan(now);
    await change();
    expect(ends(await lastEvent(), iat), what).toBe(true);
    await clients.resume(id);
    const next = await open();
    expect(ends(await lastEvent(), next.iat), what).toBe(false);
  }
  now += 60_000;
  await changeAndBack(service.ana.id);
  const { iat, session } = await open();
  await sessions.revoke({ sessionId: session });
  expect(ends(await lastEvent(), iat), 'the session').toBe(true);
});

test('events about others do not move the time of a token', async () => {
  now += 60_000;
  const { clients } = service.administration;
  await changeAndBack(service.oskar.id);
  await clients.setAllowedOrigins(service.pinned.client.id, ['https://other.example.com']);
  expect((await open()).iat).toBe(Math.floor(now / 1000));
});

test('a clock that was set back lets no event miss a token', async () => {
  now += 60_000;
  const { iat } = await open();
  now -= 20_000;
  await changeAndBack(service.ana.id);
  expect(ends(await lastEvent(), iat)).toBe(true);
});
