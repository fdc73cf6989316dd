/** The fault table of docs/renewal.md: clocks, sleep, hidden and frozen pages, networks. */
import { describe, expect, test } from 'vitest';
import { activeLife, type Life, refusal } from '../support/renewal-life.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const states = (life: Life): string[] => life.trail.map(({ state }) => state.state);

test.each([HOUR_MS, -HOUR_MS])(
  'clock off by an hour (%i ms): nothing is decided by it',
  (offMs) => {
    const life = activeLife();
    life.wall += offMs;
    // Off from the start: the clock has been read before.
    const other = activeLife();
    other.pass(HOUR_MS);
    life.pass(HOUR_MS);
    expect(life.state.state).toMatch(/active|renewing/);
    expect(Math.abs(life.flights.length - other.flights.length)).toBeLessThanOrEqual(3);
  },
);

describe('clock jumps', () => {
  test('clock jumps an hour ahead: costs one early renewal', () => {
    const life = activeLife();
    life.pass(10_000);
    const flights = life.flights.length;
    life.wall += HOUR_MS;
    life.send({ type: 'tick' });
    expect(life.until('active')).toBeLessThanOrEqual(700);
    life.pass(100_000);
    expect(life.flights).toHaveLength(flights + 1);
  });

  test('clock jumps an hour back: costs nothing', () => {
    const life = activeLife();
    life.pass(10_000);
    const { token } = life.state;
    life.wall -= HOUR_MS;
    life.send({ type: 'tick' }).pass(100_000);
    expect(life.state).toMatchObject({ state: 'active', token });
  });

  test('clock jumps during a flight: its answer counts', () => {
    for (const jumpMs of [HOUR_MS, -HOUR_MS]) {
      const life = activeLife();
      life.until('renewing');
      life.wall += jumpMs;
      expect(life.until('active')).toBeLessThanOrEqual(1_500);
    }
  });
});

describe.each([
  ['with the monotonic clock stopped', true],
  ['with both clocks running on', false],
])('laptop sleep, %s', (_, isMonotonicStopped) => {
  test('laptop sleep for an hour: stale when it wakes, active within 2 s', () => {
    const life = activeLife();
    life.pass(1_000).stop(HOUR_MS, { isMonotonicStopped }).send({ type: 'wake' });
    expect(life.state.state).toBe('stale');
    expect(life.until('active')).toBeLessThanOrEqual(2_000);
    expect(states(life)).toEqual(['authenticating', 'active', 'stale', 'active']);
  });

  test('laptop sleep in the middle of a renewal: its lost answer is not waited for', () => {
    const life = activeLife();
    life.until('renewing');
    life.loseAnswers().stop(HOUR_MS, { isMonotonicStopped }).send({ type: 'wake' });
    expect(life.until('active')).toBeLessThanOrEqual(2_000);
  });

  test('laptop sleep without any event of the page: the next beat of the host tells', () => {
    const life = activeLife();
    life.pass(1_000).stop(HOUR_MS, { isMonotonicStopped }).send({ type: 'tick' });
    expect(life.until('active')).toBeLessThanOrEqual(2_000);
  });
});

describe('hidden for 20 minutes with 1-minute tokens', () => {
  test('hidden for 20 minutes: timers once a minute still renew, and being seen mends the rest', () => {
    for (let page = 0; page < 20; page += 1) {
      const life = activeLife({ expiresIn: 60, seed: page / 20 });
      life.timerFires = (due) => Math.ceil(due / MINUTE_MS) * MINUTE_MS;
      life.pass(20 * MINUTE_MS);
      // One token for each minute: none is skipped by timers that come late twice.
      expect(life.state.renewals).toBeGreaterThanOrEqual(19);
      expect(states(life)).not.toContain('degraded');
      life.timerFires = (due) => due;
      life.send({ type: 'wake' });
      expect(life.until('active')).toBeLessThanOrEqual(2_000);
    }
  });

  test('hidden: a request that needs a token does not wait for the timer', () => {
    const life = activeLife({ expiresIn: 60 });
    life.timerFires = (due) => Math.ceil(due / MINUTE_MS) * MINUTE_MS;
    life.stop(59_000).pass(2_000);
    life.send({ type: 'tick' });
    expect(life.until('active')).toBeLessThanOrEqual(700);
  });
});

describe('frozen page', () => {
  test('frozen and resumed: active within 2 s', () => {
    const life = activeLife();
    life.stop(20 * MINUTE_MS).send({ type: 'wake' });
    expect(life.until('active')).toBeLessThanOrEqual(2_000);
  });

  test('frozen with an answer under way: an answer that old is not believed for long', () => {
    const life = activeLife();
    life.until('renewing');
    // What was on the way is handed over before anything else runs.
    life.stop(20 * MINUTE_MS);
    expect(life.until('active', 2_000)).toBeLessThanOrEqual(2_000);
    expect(life.state.token?.expiresAt).toBeGreaterThan(life.mono + 200_000);
  });
});

test('back/forward cache: as after a freeze, with the answers lost', () => {
  const life = activeLife();
  life.until('renewing');
  life
    .loseAnswers()
    .stop(10 * MINUTE_MS)
    .send({ type: 'wake' })
    .send({ type: 'wake' });
  expect(life.until('active')).toBeLessThanOrEqual(2_000);
});

describe('offline', () => {
  test('offline for 10 minutes: active within 2 s of being online', () => {
    const life = activeLife();
    life.fault = refusal('portal_unreachable', { afterMs: 5 });
    life.until('stale');
    life.pass(10 * MINUTE_MS);
    life.fault = undefined;
    life.send({ type: 'wake' });
    expect(life.until('active')).toBeLessThanOrEqual(2_000);
  });

  test('online while a request hangs in the dead network: the next one comes soon after it', () => {
    const life = activeLife();
    life.fault = refusal('portal_timeout', { afterMs: 10_000 });
    life.until('stale');
    while (!life.state.flight) life.pass(10);
    life.fault = undefined;
    life.send({ type: 'wake' });
    expect(life.until('active')).toBeLessThanOrEqual(10_000 + 700);
  });

  test('online and offline in turn, ten times a second: one try a second at most', () => {
    const life = activeLife();
    life.fault = refusal('portal_unreachable', { afterMs: 5 });
    life.until('stale');
    for (let flap = 0; flap < 600; flap += 1) life.pass(100).send({ type: 'wake' });
    expect(life.flightsWithin(60_000)).toBeLessThanOrEqual(60);
  });
});
