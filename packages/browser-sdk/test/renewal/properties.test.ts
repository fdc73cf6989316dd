/** Random lives, held against a model of the protocol's table of states. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import {
  begin,
  chance,
  destroy,
  isOver,
  life,
  pass,
  succeed,
  untilDeadline,
} from '../support/renewal-model.ts';

fc.configureGlobal(testSeed);

const RUNS = { numRuns: 250 };
/** Long lives, not only such as are easily read when they fail. */
const LONG = { maxCommands: 100, size: 'max' } as const;

test('a random life is in the state that the protocol says, and keeps the rules at every step', () => {
  fc.assert(
    fc.property(fc.commands([...life, destroy], LONG), (commands) => {
      fc.modelRun(begin, commands);
    }),
    RUNS,
  );
});

test('after any life in which nothing final happened, the session recovers in the time it is given', () => {
  fc.assert(
    fc.property(fc.commands(life, LONG), (commands) => {
      const { model, real } = begin();
      fc.modelRun(() => ({ model, real }), commands);
      if (isOver(model)) return;
      // From now on every flight is answered at once. Nobody helps.
      const { flight, retryAt, token } = real.state;
      const healed = real.clock.elapsed();
      // One in the air whose answer never comes is given up after a minute, and followed by a backoff.
      const next = flight ? flight.startedAt + 60_000 + 30_000 : (retryAt ?? token?.renewAt ?? 0);
      while (real.state.state !== 'active') {
        if (real.state.flight && real.state.flight !== flight) {
          succeed(real, model, real.state.flight, 300, 0.7);
        } else {
          const wait = untilDeadline(real);
          pass(real, model, wait, wait);
          real.send({ type: 'tick' });
        }
        // Beside the wait there is only the half second in which frames spread after a sleep.
        expect(real.clock.elapsed()).toBeLessThanOrEqual(Math.max(healed, next) + 500);
      }
    }),
    RUNS,
  );
});

test('a wake recovers any life within 2 s, unless it is to wait or its request is young', () => {
  fc.assert(
    fc.property(fc.commands(life, LONG), chance, (commands, random) => {
      const { model, real } = begin();
      fc.modelRun(() => ({ model, real }), commands);
      if (isOver(model) || real.state.isWaitBinding || real.state.flight) return;
      if (real.state.retryAt === null && real.state.state === 'active') return;
      real.chance = random;
      const woken = real.clock.elapsed();
      real.send({ type: 'wake' });
      while (!real.state.flight) {
        const wait = untilDeadline(real);
        pass(real, model, wait, wait);
        real.send({ type: 'tick' });
      }
      expect(real.clock.elapsed() - woken).toBeLessThanOrEqual(1_500);
    }),
    RUNS,
  );
});

describe('destroy', () => {
  test('after it nothing happens any more, whatever still comes', () => {
    fc.assert(
      fc.property(fc.commands(life, LONG), fc.commands(life, LONG), (before, after) => {
        const { model, real } = begin();
        fc.modelRun(() => ({ model, real }), before);
        model.obstacle = 'closed';
        real.send({ type: 'close' });
        const closed = real.state;
        fc.modelRun(() => ({ model, real }), after);
        expect(real.state).toBe(closed);
        expect(closed).toMatchObject({ state: 'closed', flight: null, token: null });
      }),
      { numRuns: 100 },
    );
  });
});
