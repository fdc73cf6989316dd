import { describe, expect, test } from 'vitest';
import type { CasementErrorCode } from '../src/errors.ts';
import {
  deadlineOf,
  FLIGHT_LIMIT_MS,
  SLEPT_MIN_MS,
  WAKE_FLIGHT_LIMIT_MS,
  WAKE_SPREAD_MS,
} from '../src/renewal/renewal-machine.ts';
import { active, EXPIRES, RENEWS, started } from './support/renewal-bench.ts';

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
    bench.send({ type: 'wake' });
    expect(Number(bench.state.retryAt) - bench.now).toBeLessThanOrEqual(WAKE_SPREAD_MS);
  });

  test('renew what came due during a sleep, and show it as stale until then', () => {
    const bench = active()
      .at(EXPIRES + 3_600_000)
      .send({ type: 'wake' });
    expect(bench.state).toMatchObject({ state: 'stale', staleSince: EXPIRES });
    expect(bench.atDeadline().attempt?.reason).toBe('recovery');
  });

  describe.each(['wake', 'tick'] as const)('told by a %s, after a sleep', (type) => {
    const slept = (random: number) => {
      const bench = active();
      bench.random = random;
      return bench.at(RENEWS + SLEPT_MIN_MS).send({ type });
    };

    test('spread what fell due over half a second, so that frames do not burst', () => {
      const starts = Array.from({ length: 20 }, (_, frame) => {
        const bench = slept(frame / 20);
        expect(bench.attempt).toBeUndefined();
        bench.atDeadline();
        expect(bench.attempt?.reason).toBe('renewal');
        return Number(bench.attempt?.startedAt) - (RENEWS + SLEPT_MIN_MS);
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
      bench.at(bench.now + 60_000).send({ type });
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

test('at every moment of a random life the machine waits for something or has ended', () => {
  const codes: CasementErrorCode[] = [
    'portal_error',
    'client_disabled',
    'slow_down',
    'invalid_grant',
  ];
  let seed = 42;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  for (let life = 0; life < 200; life += 1) {
    const bench = started();
    for (let step = 0; step < 100; step += 1) {
      bench.random = random();
      const before = bench.state;
      const dice = random();
      if (before.flight !== null && dice < 0.4) bench.at(bench.now + 200).succeed();
      else if (before.flight !== null && dice < 0.8) {
        bench.fail(codes[Math.floor(random() * codes.length)] ?? 'portal_error');
      } else if (dice < 0.9) bench.at(bench.now + random() * 120_000).send({ type: 'wake' });
      else if (dice < 0.93) bench.send({ type: 'demand' });
      else bench.atDeadline();
      const { state, token, flight, retryAt } = bench.state;
      expect(deadlineOf(bench.state)).not.toBeNull();
      expect(flight !== null || retryAt !== null || token !== null).toBe(true);
      if (state === 'active' || state === 'renewing' || state === 'degraded') {
        expect(token?.expiresAt).toBeGreaterThan(bench.now);
      }
    }
  }
});
