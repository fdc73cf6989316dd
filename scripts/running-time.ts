/** For tests of promises with a number: the time that a test's process had, however busy its machine is. */

/** Milliseconds between two looks. */
const TICK = 10;
/** Milliseconds by which timers are late on a machine at rest. */
const SLACK = 2;

export interface RunningTime {
  /** Milliseconds, from some beginning; stands while the machine keeps the process waiting. */
  now(): number;
  /** Milliseconds by which it has fallen behind the time of the day, all in all. */
  stalled(): number;
  stop(): void;
}

/**
 * Starts a clock that counts what passes while this thread works, or waits with nothing to do. What passes
 * while it could go on but gets no core, its memory or its disk, does not count: the thread's timers are
 * late by so much more than it has worked. A program that is slow by itself gains nothing by it.
 */
export function startRunningTime(): RunningTime {
  let stalled = 0;
  let lookedAt = performance.now();
  let worked = workedUntilNow();
  /** What has passed since the last look beyond the pause between two, and beyond what was worked. */
  const late = (): number =>
    Math.max(0, performance.now() - lookedAt - Math.max(TICK, workedUntilNow() - worked) - SLACK);
  const timer = setInterval(() => {
    stalled += late();
    lookedAt = performance.now();
    worked = workedUntilNow();
  }, TICK).unref();
  return {
    now: () => performance.now() - stalled - late(),
    stalled: () => stalled + late(),
    stop: () => clearInterval(timer),
  };
}

/** Milliseconds of a core that this thread has used. */
function workedUntilNow(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
