/** A frame that has been live for so long is well: the next remount is the first again. */
export const WELL_AFTER_MS = 60_000;
const WAIT_MIN_MS = 5_000;
/** A document that crashes or hangs costs the machine of the wall something each time. */
export const WAIT_MAX_MS = 300_000;
/** One that does not speak costs little; it comes when somebody has resumed its client, or deployed. */
export const SILENCE_WAIT_MAX_MS = 60_000;

/**
 * How long to wait before a dead frame is mounted again, so that a broken one does not loop.
 * @param inARow remounts since it was last well; the first is made at once
 * @param maxMs the longest wait; the jitter makes it half of that at least
 * @param random in [0, 1): walls that died together do not come back together
 */
export function remountWait(inARow: number, maxMs: number, random: number): number {
  if (inARow === 0) return 0;
  const ceiling = Math.min(maxMs, WAIT_MIN_MS * 2 ** Math.min(inARow - 1, 10));
  return ceiling * (0.5 + random / 2);
}
