import { describe, expect, test } from 'vitest';
import { wireStatusOf } from '../../src/frame/session-status.ts';
import { deadlineOf } from '../../src/renewal/renewal-machine.ts';
import { active, EXPIRES, RENEWS } from '../support/renewal-bench.ts';

describe('failing renewal', () => {
  test('is degraded while the token lasts, stale afterwards, active again with a new one', () => {
    const bench = active().atDeadline().fail('portal_error');
    expect(bench.state.state).toBe('degraded');
    while (bench.now < EXPIRES) {
      bench.atDeadline();
      if (bench.state.flight !== null) bench.fail('portal_error');
      if (bench.now < EXPIRES) expect(bench.state.state).toBe('degraded');
    }
    expect(bench.state).toMatchObject({ state: 'stale', staleSince: EXPIRES });
    while (bench.state.flight === null) bench.atDeadline();
    expect(bench.attempt?.reason).toBe('recovery');
    expect(bench.state.state).toBe('stale');
    bench.succeed();
    expect(bench.state).toMatchObject({ state: 'active', staleSince: null, reason: null });
  });

  test('waits between 1 s and a ceiling that doubles up to 30 s', () => {
    for (const random of [0, 0.5, 0.999]) {
      const bench = active().atDeadline();
      bench.random = random;
      for (let failure = 1; failure <= 8; failure += 1) {
        bench.fail('issuer_error');
        const wait = Number(bench.state.retryAt) - bench.now;
        expect(wait).toBeGreaterThanOrEqual(1_000);
        expect(wait).toBeLessThanOrEqual(Math.min(30_000, 1_000 * 2 ** failure));
        while (bench.state.flight === null) bench.atDeadline();
      }
    }
  });

  test('honours Retry-After, beyond its own backoff, and no wake cuts it short', () => {
    const bench = active().atDeadline().fail('slow_down', { retryAfterMs: 45_000 });
    const retryAt = Number(bench.state.retryAt);
    expect(retryAt - bench.now).toBeGreaterThanOrEqual(45_000);
    expect(retryAt - bench.now).toBeLessThanOrEqual(46_000);
    bench.at(bench.now + 1_000).send({ type: 'wake' });
    expect(bench.state.retryAt).toBe(retryAt);
  });

  test('is not put to sleep for longer than an hour', () => {
    const bench = active().atDeadline().fail('slow_down', { retryAfterMs: 1e12 });
    expect(Number(bench.state.retryAt) - bench.now).toBeLessThanOrEqual(3_601_000);
  });

  test.each(['invalid_request', 'user_required', 'unauthorized_client'] as const)(
    'outlives %s: a bad deployment of the portal must not end a wall',
    (code) => {
      expect(active().atDeadline().fail(code).state.state).toBe('degraded');
    },
  );

  test.each(['origin_not_allowed', 'user_changed', 'protocol_mismatch'] as const)(
    'ends with %s',
    (code) => {
      expect(active().atDeadline().fail(code).state.state).toBe('failed');
    },
  );
});

describe('a session that was ended', () => {
  test('pauses with the reason, asks nothing any more, and says that no try is planned', () => {
    const bench = active().atDeadline().fail('session_revoked');
    const { state } = bench;
    expect(state).toMatchObject({ state: 'paused', staleSince: RENEWS, retryAt: null });
    expect(deadlineOf(state)).toBeNull();
    expect(wireStatusOf(state, bench.now)).toMatchObject({
      state: 'paused',
      reason: { code: 'session_revoked', message: 'session_revoked' },
      renewsIn: null,
    });
    expect(wireStatusOf(state, bench.now).reason).not.toHaveProperty('retryInMs');
    for (const type of ['tick', 'wake', 'retry', 'demand', 'connected'] as const) {
      expect(bench.at(EXPIRES * 100).send({ type }).state, type).toBe(state);
    }
    expect(bench.send({ type: 'close' }).state.state).toBe('closed');
  });

  test('is ended also where it was paused, stale or asked to wait before', () => {
    for (const code of ['client_disabled', 'portal_error', 'slow_down'] as const) {
      const bench = active().atDeadline().fail(code, { retryAfterMs: EXPIRES });
      while (bench.state.flight === null) bench.atDeadline();
      bench.fail('session_revoked', { retryAfterMs: 1_000 });
      expect(bench.state.state).toBe('paused');
      expect(deadlineOf(bench.state)).toBeNull();
    }
  });
});

describe('a terminal answer for now', () => {
  test.each(['client_disabled', 'client_unavailable', 'user_not_eligible'] as const)(
    'pauses on %s, tries every 30–60 s, and recovers by itself',
    (code) => {
      const bench = active().atDeadline();
      for (const random of [0, 0.999]) {
        bench.random = random;
        bench.fail(code);
        expect(bench.state).toMatchObject({ state: 'paused', staleSince: RENEWS });
        const wait = Number(bench.state.retryAt) - bench.now;
        expect(wait).toBeGreaterThanOrEqual(30_000);
        expect(wait).toBeLessThanOrEqual(60_000);
        const { retryAt } = bench.state;
        expect(bench.send({ type: 'wake' }).state.retryAt).toBe(retryAt);
        bench.atDeadline();
        expect(bench.attempt?.reason).toBe('recovery');
      }
      bench.succeed();
      expect(bench.state).toMatchObject({ state: 'active', staleSince: null });
    },
  );

  test('stays a pause while retries fail for other reasons', () => {
    const bench = active().atDeadline().fail('client_disabled').atDeadline().fail('portal_error');
    expect(bench.state.state).toBe('paused');
  });
});
