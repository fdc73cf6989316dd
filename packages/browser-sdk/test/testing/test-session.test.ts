import type { EmbeddedSession } from '@casement/browser-sdk/frame';
import {
  createTestSession,
  type TestSession,
  type TestSessionOptions,
} from '@casement/browser-sdk/testing';
import { afterEach, expect, test } from 'vitest';

const opened: TestSession[] = [];

async function open(options?: TestSessionOptions): Promise<TestSession> {
  const session = await createTestSession(options);
  opened.push(session);
  return session;
}

afterEach(() => {
  for (const session of opened.splice(0)) session.close();
});

function statesOf(session: EmbeddedSession): string[] {
  const states: string[] = [];
  session.on('statechange', ({ state }) => states.push(state));
  return states;
}

test('is active, with what it was given', async () => {
  const session = await open({ permissions: ['write:dashboards'], context: { theme: 'dark' } });
  expect(session.state).toBe('active');
  expect(session.user.name).toBe('Ana');
  expect(session.permissions).toEqual(['write:dashboards']);
  expect(session.context).toEqual({ theme: 'dark' });
});

test('renews when the clock says so, and not before', async () => {
  const now = Date.parse('2026-11-21T08:00:00Z');
  const session = await open({ renewIn: 60, now });
  const states = statesOf(session);
  await session.control.advance(59_999);
  expect([session.renewals, session.control.now()]).toEqual([0, now + 59_999]);
  expect(session.status.renewsAt).toBe(now + 60_000);
  await session.control.advance(1);
  expect(session.renewals).toBe(1);
  await session.control.advance(3_600_000);
  expect(session.renewals).toBe(61);
  expect(states.slice(0, 2)).toEqual(['renewing', 'active']);
});

test('goes through degraded and stale, and recovers with the next try', async () => {
  const session = await open();
  const states = statesOf(session);
  const { control } = session;
  const injection = control.inject({ code: 'issuer_unreachable' });
  await control.advance(300_000);
  expect([session.state, session.status.reason?.code]).toEqual(['stale', 'issuer_unreachable']);
  expect(session.status.staleSince).toBe(control.now());
  expect(injection.hits).toBeGreaterThan(3);
  injection.remove();
  await control.advance(30_000);
  expect(session.state).toBe('active');
  expect(states).toContain('degraded');
});

test('pauses where it is told that the client is paused', async () => {
  const session = await open();
  session.control.inject({ code: 'client_disabled' }, { times: 1 });
  await session.control.advance(200_000);
  expect(session.state).toBe('paused');
  await session.control.advance(45_000);
  expect(session.state).toBe('active');
});

test('honours a wait that it is told', async () => {
  const session = await open();
  const injection = session.control.inject({ code: 'slow_down', retryAfterMs: 50_000 });
  await session.control.advance(249_999);
  expect(injection.hits).toBe(1);
  await session.control.advance(1_001);
  expect(injection.hits).toBe(2);
});

test('gives up what never answers', async () => {
  const session = await open();
  session.control.inject('silence', { times: 1 });
  await session.control.advance(260_000);
  expect(session.status.reason?.code).toBe('attempt_timeout');
  await session.control.advance(40_000);
  expect(session.state).toBe('active');
});

test('wakes from a sleep, and is not put off by a clock that is set', async () => {
  const session = await open();
  await session.control.sleep(3_600_000);
  expect(session.state).toBe('stale');
  await session.control.advance(500);
  expect(session.state).toBe('active');
  session.control.setWallClock(-7_200_000);
  await session.control.advance(199_000);
  expect(session.renewals).toBe(1);
  await session.control.advance(1_000);
  expect(session.renewals).toBe(2);
});

test('tells what a renewal changes', async () => {
  const session = await open();
  const changes: unknown[] = [];
  session.on('accesschange', ({ permissions }) => changes.push(permissions));
  const stop = session.on('userchange', ({ previous, current }) =>
    changes.push([previous.name, current.name]),
  );
  session.control.grant.permissions = [];
  await session.control.advance(200_000);
  session.control.grant.user = { id: 'user-2', email: 'bo@example.com', name: 'Bo' };
  await session.control.advance(200_000);
  expect(changes).toEqual([[], ['Ana', 'Bo']]);
  stop();
  session.control.grant.user = { id: 'user-3', email: 'cy@example.com', name: 'Cy' };
  await session.control.advance(200_000);
  expect([session.state, session.status.reason?.code]).toEqual(['failed', 'user_changed']);
});

test('plays the host page', async () => {
  const session = await open({ context: { theme: 'dark' } });
  const heard: unknown[] = [];
  session.on('contextchange', (context) => heard.push(context));
  session.on('event', (event) => heard.push(event));
  session.control.setContext({ locale: 'fi' });
  session.control.emit('print', { pages: 2 });
  expect(heard).toEqual([
    { theme: 'dark', locale: 'fi' },
    { type: 'print', payload: { pages: 2 } },
  ]);
  expect(session.emit('row.selected', { id: 7 })).toBe(true);
  session.control.isConnected = false;
  expect(session.emit('row.selected', { id: 8 })).toBe(false);
  expect(session.control.emitted).toEqual([{ type: 'row.selected', payload: { id: 7 } }]);
  expect(() => session.emit('no spaces')).toThrow(/event/);
});

test('hands requests to the handler, repeats a refused one, and waits for a token', async () => {
  const asked: string[] = [];
  let refused = 1;
  const session = await open({
    fetch: async (request) => {
      asked.push(`${request.method} ${request.url} ${await request.text()}`);
      refused -= 1;
      return refused < 0 ? Response.json({ rows: 3 }) : new Response('', { status: 401 });
    },
  });
  const response = session.fetch('/api/rows', { method: 'POST', body: 'x' });
  await session.control.advance(0);
  expect(await (await response).json()).toEqual({ rows: 3 });
  expect(asked).toEqual(Array(2).fill('POST https://dash.example.com/api/rows x'));
  expect(session.renewals).toBe(1);
  const codeOf = (promise: Promise<unknown>) => promise.then(String, (error) => error.code);
  expect(await codeOf(session.fetch('https://elsewhere.example.com/'))).toBe(
    'resource_origin_not_allowed',
  );
  const injection = session.control.inject({ code: 'portal_error' });
  await session.control.advance(300_000);
  const hopeless = codeOf(session.fetch('/api/rows'));
  await session.control.advance(30_000);
  expect(await hopeless).toBe('session_unavailable');
  const waiting = session.fetch('/api/rows');
  injection.remove();
  await session.control.advance(30_000);
  expect((await waiting).status).toBe(200);
  session.close();
  expect(await codeOf(session.fetch('/api/rows'))).toBe('session_closed');
});

test('a session that was ended stays paused, plans no try, and refuses requests at once', async () => {
  const session = await open();
  const fault = session.control.inject({ code: 'session_revoked' });
  await session.control.advance(300_000);
  fault.remove();
  await session.control.advance(3_600_000);
  await session.control.wake();
  expect(session.status).toMatchObject({ state: 'paused', renewals: 0, renewsAt: null });
  expect(session.status.reason).toEqual({ code: 'session_revoked', message: expect.any(String) });
  await expect(session.fetch('/api/rows')).rejects.toMatchObject({ code: 'session_revoked' });
  session.close();
});

test('a fault that there is not is refused when it is injected', async () => {
  const session = await open();
  expect(() => session.control.inject({ code: 'portal_eror' as 'portal_error' })).toThrow(
    /"portal_eror".* is no fault/,
  );
  expect(() => session.control.inject('silent' as 'silence')).toThrow(TypeError);
  for (const code of ['session_revoked', 'issuer_unreachable'] as const) {
    session.control.inject({ code }).remove();
  }
  session.close();
});
