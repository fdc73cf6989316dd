import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SECURITY_EVENT_TYPES } from '@casement/server-sdk/contract';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startRunningTime } from '../../../../scripts/running-time.ts';
import { type EventReader, readEvents } from '../support/event-reader.ts';
import { createProofKey } from '../support/proof-key.ts';
import { expectRefusal, openSession } from '../support/requests.ts';
import {
  basicAuth,
  DASHBOARD_ID,
  DASHBOARD_SECRET,
  PORTAL,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

const OTHER_PROCESS = fileURLToPath(new URL('../support/other-process.ts', import.meta.url));

let service: TestService;
let reader: EventReader;
beforeAll(async () => {
  service = await startTestService();
  reader = await readEvents(service);
  await reader.caughtUp();
});
afterAll(async () => {
  await reader.close();
  await service.close();
});

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
};

test('the stream is neither cached nor buffered, and is counted', async () => {
  expect(reader.response.headers['content-type']).toBe('text/event-stream');
  expect(reader.response.headers['cache-control']).toBe('no-store');
  expect(reader.response.headers['x-accel-buffering']).toBe('no');
  expect(await metric('casement_security_event_readers')).toBe(1);
  const second = await readEvents(service);
  expect(await metric('casement_security_event_readers')).toBe(2);
  await second.close();
  await expect.poll(() => metric('casement_security_event_readers')).toBe(1);
});

describe('EM17: every change that must bite is an event', () => {
  test('client paused, resumed, origins changed', async () => {
    const { id } = service.dynamic.client;
    const { clients } = service.administration;
    await clients.pause(id);
    const paused = await reader.next('client.disabled');
    expect(paused).toEqual({
      type: 'client.disabled',
      id: expect.stringMatching(/^[1-9][0-9]*$/),
      at: expect.any(Number),
      client_id: id,
      readAt: expect.any(Number),
    });
    expect(Math.abs(paused.at - Date.now())).toBeLessThan(60_000);
    await clients.resume(id);
    expect(await reader.next('client.changed')).toMatchObject({ client_id: id });
    await clients.setAllowedOrigins(id, [PORTAL, 'https://second.example.com']);
    expect(await reader.next('client.changed')).toMatchObject({ client_id: id });
  });

  test('user status, membership set and removed', async () => {
    const { directory } = service.administration;
    const { oskar, otherTeam } = service;
    const next = async () =>
      expect(await reader.next('user.changed')).toMatchObject({ user_id: oskar.id });
    await directory.setUserStatus(oskar.id, 'inactive');
    await next();
    await directory.setUserStatus(oskar.id, 'active');
    await next();
    await directory.setMembership({ teamId: otherTeam.id, user: oskar.id, roleId: 'editor' });
    await next();
    await directory.removeMembership({ teamId: otherTeam.id, user: oskar.id });
    await next();
  });

  test('a role’s permissions: one event for each user who has it, and for nobody else', async () => {
    const { directory } = service.administration;
    await directory.createRole({ id: 'operator', permissions: ['read:dashboards'] });
    const [bea, cem] = [
      await directory.createUser({ email: 'bea@example.com', name: 'Bea' }),
      await directory.createUser({ email: 'cem@example.com', name: 'Cem' }),
    ];
    for (const { id } of [bea, cem]) {
      for (const { id: teamId } of [service.team, service.otherTeam]) {
        await directory.setMembership({ teamId, user: id, roleId: 'operator' });
      }
    }
    for (let membership = 0; membership < 4; membership++) await reader.next('user.changed');
    await directory.setRolePermissions('operator', ['read:dashboards', 'write:dashboards']);
    const changed = [await reader.next('user.changed'), await reader.next('user.changed')];
    expect(changed.map((event) => event.user_id).sort()).toEqual([bea.id, cem.id].sort());
    expect(changed[1]?.at).toBe(changed[0]?.at);
    for (const status of ['inactive', 'active'] as const) {
      await directory.setUserStatus(service.oskar.id, status);
      expect(await reader.next('user.changed')).toMatchObject({ user_id: service.oskar.id });
    }
  });

  test('session revoked', async () => {
    const { session_id } = await openSession(service, await createProofKey());
    await service.administration.sessions.revoke({ sessionId: session_id });
    const event = await reader.next('session.revoked');
    expect(event.session_id).toBe(session_id);
    expect(event).not.toHaveProperty('client_id');
  });

  test('a change that is refused is no event', async () => {
    const before = await service.storage.stores.securityEvents.newestSequence();
    const { directory, clients } = service.administration;
    await expect(directory.setRolePermissions('nobody', [])).rejects.toThrow();
    await expect(clients.setAllowedOrigins(service.dynamic.client.id, ['*'])).rejects.toThrow();
    await expect(
      directory.removeMembership({ teamId: service.otherTeam.id, user: service.ana.id }),
    ).rejects.toThrow();
    expect(await service.storage.stores.securityEvents.newestSequence()).toBe(before);
  });
});

test('what another process on the database changes appears within 300 ms', async () => {
  const elsewhere = fork(OTHER_PROCESS, [service.database]);
  const reply = async (): Promise<number> => {
    const [{ doneAt, error }] = await once(elsewhere, 'message');
    expect(error).toBeUndefined();
    return doneAt;
  };
  await reply();
  const time = startRunningTime();
  onTestFinished(() => time.stop());
  const { id: clientId } = service.pinned.client;
  for (let round = 0; round < 5; round++) {
    const stalled = time.stalled();
    elsewhere.send({ change: 'pause', clientId });
    const doneAt = await reply();
    const paused = await reader.next('client.disabled');
    expect(paused.client_id).toBe(clientId);
    // What the machine kept this process from does not count.
    expect(paused.readAt - doneAt - (time.stalled() - stalled)).toBeLessThan(300);
    elsewhere.send({ change: 'resume', clientId });
    await reply();
    await reader.next('client.changed');
  }
  const gone = once(elsewhere, 'exit');
  elsewhere.disconnect();
  expect(await gone).toEqual([0, null]);
});

test('order is the same for everybody, and IDs increase strictly', async () => {
  const remembered = await readEvents(service);
  const events = await remembered.caughtUp();
  await remembered.close();
  const sequences = events.map(({ id }) => Number(id));
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  expect(new Set(sequences).size).toBe(sequences.length);
  const live = reader.events().map(({ id }) => id);
  expect(events.map(({ id }) => id).slice(-live.length)).toEqual(live);
  for (const { type } of events) expect(SECURITY_EVENT_TYPES).toContain(type);
});

describe('Last-Event-ID', () => {
  test('resumes after the event it names, without a gap and without a repetition', async () => {
    const all = reader.events();
    const seen = all[all.length - 4]?.id ?? '';
    const resumed = await readEvents(service, seen);
    expect((await resumed.caughtUp()).map(({ id }) => id)).toEqual(
      all.slice(-3).map(({ id }) => id),
    );
    await service.administration.directory.setUserStatus(service.oskar.id, 'inactive');
    const live = await resumed.next('user.changed');
    await resumed.close();
    expect(Number(live.id)).toBe(Number(all.at(-1)?.id) + 1);
  });

  test.each(['', 'abc', '-1', '1e3', '0x10', '99999999999999999999', '900000', '01'])(
    'unknown (%j): everything that is remembered',
    async (lastEventId) => {
      const whole = await readEvents(service);
      const odd = await readEvents(service, lastEventId);
      expect((await odd.caughtUp()).map(({ id }) => id)).toEqual(
        (await whole.caughtUp()).map(({ id }) => id),
      );
      await Promise.all([whole.close(), odd.close()]);
    },
  );
});

describe('refusals', () => {
  test.each([
    ['no credentials', undefined],
    ['a wrong secret', basicAuth(DASHBOARD_ID, 'wrong')],
    ['an unknown application', basicAuth('nobody', DASHBOARD_SECRET)],
    ['halves that only join to the right whole', basicAuth(`${DASHBOARD_ID}:`, DASHBOARD_SECRET)],
    ['Bearer', `Bearer ${DASHBOARD_SECRET}`],
  ])('%s: 401 invalid_client', async (_case, authorization) => {
    const response = await fetch(`${service.url}/security-events`, {
      headers: authorization === undefined ? {} : { Authorization: authorization },
    });
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    await expectRefusal(response, 401, 'invalid_client');
  });

  test('an embedded client’s credentials do not count', async () => {
    const response = await fetch(`${service.url}/security-events`, {
      headers: { Authorization: service.dynamic.basic },
    });
    await expectRefusal(response, 401, 'invalid_client');
  });

  test('another method: 405', async () => {
    const response = await fetch(`${service.url}/security-events`, { method: 'POST' });
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    await expectRefusal(response, 405, 'method_not_allowed');
  });
});
