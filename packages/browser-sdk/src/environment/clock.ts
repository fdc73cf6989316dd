/** Time as the renewal needs it. */
export interface Clock {
  /** Milliseconds since some start; never goes back, and counts the time a machine slept. */
  elapsed(): number;
  /** Epoch milliseconds as this browser believes them. */
  wall(): number;
}

/** A difference between the clocks below this is jitter, above it a sleep or a changed wall clock. */
const JUMP_MS = 1000;

/**
 * Elapsed time from two clocks that each lie in their own way: the monotonic one stops during sleep on
 * most platforms, the wall clock jumps when it is set. The larger elapsed time is believed: too early a
 * renewal costs a request, too late a one costs the session. A wall clock set back is ignored.
 */
export function createClock(
  monotonic: () => number = () => performance.now(),
  wall: () => number = () => Date.now(),
): Clock {
  const start = monotonic();
  let lead = wall() - start;
  let slept = 0;
  return {
    wall,
    elapsed() {
      const now = monotonic();
      const jump = wall() - now - lead;
      if (Math.abs(jump) >= JUMP_MS) {
        lead += jump;
        slept += Math.max(0, jump);
      }
      return now - start + slept;
    },
  };
}
