import { expect, test } from 'vitest';
import type { Failure } from '../src/errors.ts';
import { createTokenSource } from '../src/frame/token-source.ts';
import { initialState, type RenewalState } from '../src/renewal/renewal-state.ts';

function setUp(waitMs = 5_000) {
  const session = { token: undefined as string | undefined, demands: 0, checks: 0 };
  const renewal = {
    state: {
      ...initialState(0),
      reason: { code: 'portal_error', message: 'The portal answered 500.' } as Failure,
    } as RenewalState,
    dispatch({ type }: { type: string }) {
      if (type === 'tick') session.checks += 1;
      else session.demands += 1;
    },
  };
  const source = createTokenSource(
    {
      get state() {
        const token = session.token === undefined ? null : { expiresAt: 1, renewAt: 1 };
        return { ...renewal.state, token };
      },
      dispatch: renewal.dispatch,
    },
    () => String(session.token),
    () => 0,
    waitMs,
  );
  return { session, renewal, source };
}

const never = new AbortController().signal;

test('gives the token at once where there is one', async () => {
  const { session, source } = setUp();
  session.token = 'one';
  expect(await source.get(never)).toBe('one');
  expect(session.checks).toBe(0);
});

test('looks whether a renewal is due, and waits for its token', async () => {
  const { session, source } = setUp();
  const waiting = Promise.all([source.get(never), source.get(never)]);
  expect(session.checks).toBe(2);
  source.changed();
  session.token = 'one';
  source.changed();
  expect(await waiting).toEqual(['one', 'one']);
});

test('says why there is none when the wait was too long', async () => {
  const { source } = setUp(20);
  await expect(source.get(never)).rejects.toMatchObject({
    code: 'session_unavailable',
    message: expect.stringContaining('The portal answered 500.'),
  });
});

test('rejects at once with the reason of a session that has ended', async () => {
  const { renewal, source } = setUp();
  const waiting = source.get(never);
  const reason: Failure = { code: 'origin_not_allowed', message: 'No.' };
  renewal.state = { ...renewal.state, obstacle: 'failed', reason };
  source.changed();
  await expect(waiting).rejects.toMatchObject({ code: 'origin_not_allowed' });
  await expect(source.get(never)).rejects.toMatchObject({ code: 'origin_not_allowed' });
});

test('asks for a renewal only where the refused token is still the current one', async () => {
  const { session, source } = setUp();
  session.token = 'two';
  expect(await source.renew('one', never)).toBe('two');
  expect(session.demands).toBe(0);
  const renewal = source.renew('two', never);
  expect(session.demands).toBe(1);
  session.token = 'three';
  source.changed();
  expect(await renewal).toBe('three');
});

test('a renewal that does not come in time is none', async () => {
  const { session, source } = setUp(20);
  session.token = 'one';
  expect(await source.renew('one', never)).toBeUndefined();
});

test('a wait ends with its signal', async () => {
  const { source } = setUp();
  const controller = new AbortController();
  const waiting = source.get(controller.signal);
  controller.abort(new Error('Enough'));
  await expect(waiting).rejects.toThrow('Enough');
});
