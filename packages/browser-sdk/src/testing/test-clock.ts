import { type Clock, createClock } from '../environment/clock.ts';

/** Time that stands still until a test moves it. */
export interface TestClock extends Clock {
  /** Both of the machine's clocks go on. */
  move(ms: number): void;
  /** The wall clock alone: a sleep, or somebody setting it (negative: back). */
  jump(ms: number): void;
  /** Runs `work` once, when so much time has passed. Answers its stop. */
  after(ms: number, work: () => void): () => void;
  /** When the next of these is due, in elapsed milliseconds. */
  nextDue(): number;
}

/** @param start epoch milliseconds */
export function createTestClock(start: number): TestClock {
  let monotonic = 0;
  let wall = start;
  const waits = new Set<{ at: number; work: () => void }>();
  // The SDK's own clock on top: how it makes one time of two is part of what is tested.
  const clock = createClock(
    () => monotonic,
    () => wall,
  );

  function runDue(): void {
    const now = clock.elapsed();
    for (const wait of [...waits]) {
      if (wait.at > now || !waits.delete(wait)) continue;
      wait.work();
    }
  }

  return {
    ...clock,
    move(ms) {
      monotonic += ms;
      wall += ms;
      runDue();
    },
    jump(ms) {
      wall += ms;
      runDue();
    },
    after(ms, work) {
      const wait = { at: clock.elapsed() + ms, work };
      waits.add(wait);
      return () => {
        waits.delete(wait);
      };
    },
    nextDue: () => Math.min(...[...waits].map(({ at }) => at)),
  };
}
