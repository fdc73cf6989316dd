/** Both of a machine's clocks: one may jump, the other may stand still while the machine sleeps. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** ms since any moment; never goes back. */
  monotonic(): number;
}

/** A moment on both clocks. */
export interface Moment {
  now: number;
  monotonic: number;
}

export function systemClock(now: () => number = () => Date.now()): Clock {
  return { now, monotonic: () => performance.now() };
}

export function momentOf(clock: Clock): Moment {
  return { now: clock.now(), monotonic: clock.monotonic() };
}

/** ms since a moment, by whichever clock says more: what may be believed for a time ends in time. */
export function elapsedMs(clock: Clock, since: Moment): number {
  return Math.max(clock.now() - since.now, clock.monotonic() - since.monotonic);
}
