import { describe, expect, test } from 'vitest';
import {
  ANSWER_LIMIT_MS,
  deadlineOf,
  FLIGHT_LIMIT_MS,
  SLEPT_MIN_MS,
  THROTTLED_MAX_MS,
  WAKE_FLIGHT_LIMIT_MS,
  WAKE_SPREAD_MS,
} from '../../src/renewal/renewal-machine.ts';
import { active, EXPIRES, RENEWS, started } from '../support/renewal-bench.ts';

describe('the way to the first token', () => {
  test('starts with an attempt while connecting', () => {
    const bench = started();
    expect(bench.state.state).toBe('connecting');
    expect(bench.attempt).toEqual({ startedAt: 0, reason: 'initial', attempt: 1 });
  });

  test('is authenticating after the handshake, active with a token', () => {
    const bench = started().send({ type: 'connected' });
    expect(bench.state.state).toBe('authenticating');
    bench.at(50).succeed();
    expect(bench.state).toMatchObject({
      state: 'active',
      since: 50,
      renewals: 0,
      token: { expiresAt: 50 + EXPIRES, renewAt: 50 + RENEWS },
    });
  });

  test.each(['host_unreachable', 'issuer_unreachable', 'portal_error', 'invalid_grant'] as const)(
    'goes on trying after %s, still as an initial attempt',
    (code) => {
      const bench = started().fail(code);
      expect(bench.state.state).toBe('connecting');
      expect(bench.state.reason?.code).toBe(code);
      bench.atDeadline();
      expect(bench.attempt).toMatchObject({ reason: 'initial', attempt: 2 });
    },
  );

  test.each([
    'origin_not_allowed',
    'protocol_mismatch',
    'not_framed',
    'page_insecure',
    'option_invalid',
    'invalid_request',
    'unauthorized_client',
    'unsupported_grant_type',
    'user_required',
    'user_not_permitted',
  ] as const)('fails for good with %s', (code) => {
    const bench = started().send({ type: 'connected' }).fail(code);
    expect(bench.state).toMatchObject({ state: 'failed', reason: { code } });
    expect(deadlineOf(bench.state)).toBeNull();
    for (const type of ['tick', 'wake', 'demand'] as const) {
      expect(bench.send({ type }).attempt).toBeUndefined();
    }
  });
});

describe('renewal', () => {
  test('comes at renew_in from receipt, while the data stay live', () => {
    const bench = active();
    expect(deadlineOf(bench.state)).toBe(RENEWS);
    bench.at(RENEWS - 1).send({ type: 'tick' });
    expect(bench.attempt).toBeUndefined();
    bench.atDeadline();
    expect(bench.state.state).toBe('renewing');
    expect(bench.attempt).toMatchObject({ reason: 'renewal', attempt: 1 });
    bench.succeed();
    expect(bench.state).toMatchObject({ state: 'active', renewals: 1, failures: 0 });
  });

  test.each(['tick', 'wake', 'demand'] as const)('is a single flight: %s joins it', (type) => {
    const bench = active().atDeadline().send({ type });
    expect(bench.attempt).toBeUndefined();
  });

  test('never comes more often than twice a second, nor after the expiry', () => {
    const bench = active().atDeadline();
    bench.succeed(bench.flight, { expires_in: 60, renew_in: 0.001 });
    expect(bench.state.token?.renewAt).toBe(bench.now + 500);
    bench.atDeadline().succeed(bench.flight, { expires_in: 60, renew_in: 90 });
    expect(bench.state.token?.renewAt).toBe(bench.now + 54_000);
  });

  test('counts the times of an answer that waited in a frozen page from its request', () => {
    const bench = active().atDeadline();
    const { startedAt } = bench.flight;
    bench.at(startedAt + ANSWER_LIMIT_MS - 1).succeed();
    expect(bench.state.token?.expiresAt).toBe(bench.now + EXPIRES);
    bench.atDeadline();
    const frozen = bench.now;
    bench.at(frozen + EXPIRES + 1).succeed();
    expect(bench.state).toMatchObject({ state: 'stale', staleSince: frozen + EXPIRES });
    expect(deadlineOf(bench.state)).toBe(bench.now + 500);
  });

  test.each(['success', 'failure'] as const)('drops a late %s', (outcome) => {
    const bench = active().atDeadline();
    const late = bench.flight;
    bench.at(bench.now + FLIGHT_LIMIT_MS).send({ type: 'tick' });
    expect(bench.abandoned).toBe(late);
    bench.atDeadline();
    const before = bench.state;
    if (outcome === 'success') bench.succeed(late);
    else bench.fail('invalid_grant', {}, late);
    expect(bench.state).toBe(before);
  });
});

describe('wakes', () => {
  test('bring a waiting retry forward, spread over half a second', () => {
    const bench = active().atDeadline();
    for (let failure = 0; failure < 6; failure += 1) {
      bench.fail('issuer_unreachable');
      while (bench.state.flight === null) bench.atDeadline();
    }
    bench.fail('issuer_unreachable');
    bench.at(bench.now + 1_000).send({ type: 'wake' });
    expect(Number(bench.state.retryAt) - bench.now).toBeLessThanOrEqual(WAKE_SPREAD_MS);
  });

  test('renew what came due during a sleep, and show it as stale until then', () => {
    const bench = active()
      .at(EXPIRES + 3_600_000)
      .send({ type: 'wake' });
    expect(bench.state).toMatchObject({ state: 'stale', staleSince: EXPIRES });
    expect(bench.atDeadline().attempt?.reason).toBe('recovery');
  });

  describe.each([
    ['wake', SLEPT_MIN_MS],
    ['tick', THROTTLED_MAX_MS],
  ] as const)('told by a %s, after a sleep', (type, sleptMs) => {
    const slept = (random: number) => {
      const bench = active();
      bench.random = random;
      return bench.at(RENEWS + sleptMs).send({ type });
    };

    test('spread what fell due over half a second, so that frames do not burst', () => {
      const starts = Array.from({ length: 20 }, (_, frame) => {
        const bench = slept(frame / 20);
        expect(bench.attempt).toBeUndefined();
        bench.atDeadline();
        expect(bench.attempt?.reason).toBe('renewal');
        return Number(bench.attempt?.startedAt) - (RENEWS + sleptMs);
      });
      expect(new Set(starts).size).toBe(20);
      expect(Math.min(...starts)).toBe(0);
      expect(Math.max(...starts)).toBeLessThan(WAKE_SPREAD_MS);
    });

    test('put it off once only, however late and often timers and wakes come then', () => {
      const bench = slept(0.9);
      const { retryAt } = bench.state;
      bench.at(bench.now + 100).send({ type: 'wake' });
      expect(Number(bench.state.retryAt)).toBeLessThanOrEqual(Number(retryAt));
      bench.at(bench.now + 30_000).send({ type });
      expect(bench.attempt?.reason).toBe('renewal');
    });

    test('do the same with a retry', () => {
      const bench = active().atDeadline().fail('issuer_unreachable');
      bench.at(Number(bench.state.retryAt) + 3_600_000).send({ type });
      expect(bench.attempt).toBeUndefined();
      expect(Number(deadlineOf(bench.state)) - bench.now).toBeLessThan(WAKE_SPREAD_MS);
      expect(bench.atDeadline().attempt?.attempt).toBe(2);
    });
  });

  test('a timer that is late by what hidden pages are made to wait flies at once', () => {
    const bench = active()
      .at(RENEWS + THROTTLED_MAX_MS - 1)
      .send({ type: 'tick' });
    expect(bench.attempt?.reason).toBe('renewal');
  });

  test.each(['wake', 'retry'] as const)(
    'a %s during a flight makes the next one come soon where that one fails, once',
    (type) => {
      const bench = active().atDeadline();
      bench.random = 0.9;
      for (let failure = 0; failure < 6; failure += 1) bench.fail('portal_error').atDeadline();
      const { flight } = bench;
      bench.send({ type }).send({ type });
      expect(bench.state.flight).toBe(flight);
      bench.fail('portal_timeout');
      expect(Number(bench.state.retryAt) - bench.now).toBeLessThanOrEqual(1_000);
      bench.atDeadline().fail('portal_timeout');
      expect(Number(bench.state.retryAt) - bench.now).toBeGreaterThan(20_000);
    },
  );

  test.each(['wake', 'retry'] as const)(
    'a %s during a flight shortens neither a pause nor what the other side asks for',
    (type) => {
      const paused = active().atDeadline().send({ type }).fail('client_disabled');
      expect(Number(paused.state.retryAt) - paused.now).toBeGreaterThanOrEqual(30_000);
      const asked = active().atDeadline().send({ type });
      asked.fail('slow_down', { retryAfterMs: 20_000 });
      expect(Number(asked.state.retryAt) - asked.now).toBeGreaterThanOrEqual(20_000);
    },
  );

  test('fly at once where nothing was slept through', () => {
    const bench = active()
      .at(RENEWS + SLEPT_MIN_MS - 1)
      .send({ type: 'wake' });
    expect(bench.attempt?.reason).toBe('renewal');
  });

  test('give up a flight that began before a sleep, but not a young one', () => {
    const bench = active().atDeadline();
    const { flight } = bench;
    bench.at(bench.now + WAKE_FLIGHT_LIMIT_MS - 1).send({ type: 'wake' });
    expect(bench.abandoned).toBeUndefined();
    bench.at(bench.now + 1).send({ type: 'wake' });
    expect(bench.abandoned).toBe(flight);
    expect(Number(bench.state.retryAt) - bench.now).toBeLessThanOrEqual(WAKE_SPREAD_MS);
  });

  test('leave an active session in peace', () => {
    const bench = active().at(1_000);
    const before = bench.state;
    expect(bench.send({ type: 'wake' }).state).toBe(before);
  });
});

describe('a retry that the host page asks for', () => {
  test('flies at once, from a backoff and from a pause', () => {
    for (const code of ['login_required', 'client_disabled'] as const) {
      const bench = active().atDeadline().fail(code);
      bench.at(bench.now + 1_000).send({ type: 'retry' });
      expect(bench.attempt?.attempt).toBe(2);
    }
  });

  test('waits for a second after the last flight, so that a page may ask with every failure', () => {
    const bench = active().atDeadline().fail('login_required');
    bench.at(bench.now + 1).send({ type: 'retry' });
    expect(Number(bench.state.retryAt) - bench.now).toBe(999);
  });

  test('waits for what the other side has asked for', () => {
    const bench = active().atDeadline().fail('slow_down', { retryAfterMs: 20_000 });
    const before = bench.state;
    expect(bench.send({ type: 'retry' }).state).toBe(before);
  });

  test('leaves an active session in peace', () => {
    const bench = active();
    const before = bench.state;
    expect(bench.send({ type: 'retry' }).state).toBe(before);
  });
});

describe('demands', () => {
  test('renew at once', () => {
    const bench = active().at(1_000).send({ type: 'demand' });
    expect(bench.state.state).toBe('renewing');
    expect(bench.attempt?.reason).toBe('renewal');
  });

  test('are heard the less often the more there are', () => {
    const bench = active();
    let renewals = 0;
    for (bench.now = 1_000; bench.now < 61_000; bench.now += 100) {
      bench.send({ type: 'demand' }).send({ type: 'tick' });
      if (bench.state.flight !== null) {
        renewals += 1;
        bench.succeed();
      }
    }
    expect(renewals).toBeGreaterThan(2);
    expect(renewals).toBeLessThan(12);
  });

  test('do not cut a backoff short', () => {
    const bench = active().atDeadline().fail('issuer_error');
    const { retryAt } = bench.state;
    expect(bench.send({ type: 'demand' }).state.retryAt).toBe(retryAt);
    expect(bench.attempt).toBeUndefined();
  });
});

test('closing abandons the flight and ends everything', () => {
  const bench = active().atDeadline();
  const { flight } = bench;
  expect(bench.send({ type: 'close' }).abandoned).toBe(flight);
  expect(bench.state).toMatchObject({ state: 'closed', token: null });
  expect(deadlineOf(bench.state)).toBeNull();
  const closed = bench.state;
  expect(bench.succeed().send({ type: 'wake' }).send({ type: 'tick' }).state).toBe(closed);
  expect(active().fail('origin_not_allowed').send({ type: 'close' }).state.state).toBe('closed');
});
