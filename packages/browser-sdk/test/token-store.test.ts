import { expect, test } from 'vitest';
import type { Failure } from '../src/errors.ts';
import { createTokenStore } from '../src/frame/token-store.ts';

function setUp(waitMs = 5_000) {
  const session = {
    token: undefined as string | undefined,
    ending: undefined as Failure | undefined,
    demands: 0,
    checks: 0,
  };
  const store = createTokenStore({
    current: () => session.token,
    ending: () => session.ending,
    reason: () => ({ code: 'portal_error', message: 'The portal answered 500.' }),
    check: () => {
      session.checks += 1;
    },
    demand: () => {
      session.demands += 1;
    },
    waitMs,
  });
  return { session, store };
}

const never = new AbortController().signal;

test('gives the token at once where there is one', async () => {
  const { session, store } = setUp();
  session.token = 'one';
  expect(await store.get(never)).toBe('one');
  expect(session.checks).toBe(0);
});

test('looks whether a renewal is due, and waits for its token', async () => {
  const { session, store } = setUp();
  const waiting = Promise.all([store.get(never), store.get(never)]);
  expect(session.checks).toBe(2);
  store.changed();
  session.token = 'one';
  store.changed();
  expect(await waiting).toEqual(['one', 'one']);
});

test('says why there is none when the wait was too long', async () => {
  const { store } = setUp(20);
  await expect(store.get(never)).rejects.toMatchObject({
    code: 'session_unavailable',
    message: expect.stringContaining('The portal answered 500.'),
  });
});

test('rejects at once with the reason of a session that has ended', async () => {
  const { session, store } = setUp();
  const waiting = store.get(never);
  session.ending = { code: 'origin_not_allowed', message: 'No.' };
  store.changed();
  await expect(waiting).rejects.toMatchObject({ code: 'origin_not_allowed' });
  await expect(store.get(never)).rejects.toMatchObject({ code: 'origin_not_allowed' });
});

test('asks for a renewal only where the refused token is still the current one', async () => {
  const { session, store } = setUp();
  session.token = 'two';
  expect(await store.renew('one', never)).toBe('two');
  expect(session.demands).toBe(0);
  const renewal = store.renew('two', never);
  expect(session.demands).toBe(1);
  session.token = 'three';
  store.changed();
  expect(await renewal).toBe('three');
});

test('a renewal that does not come in time is none', async () => {
  const { session, store } = setUp(20);
  session.token = 'one';
  expect(await store.renew('one', never)).toBeUndefined();
});

test('a wait ends with its signal', async () => {
  const { store } = setUp();
  const controller = new AbortController();
  const waiting = store.get(controller.signal);
  controller.abort(new Error('Enough'));
  await expect(waiting).rejects.toThrow('Enough');
});
