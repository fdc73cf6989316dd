/** A frame that has been live for so long is well: the next remount is the first again. */
export const WELL_AFTER_MS = 60_000;
const WAIT_MIN_MS = 5_000;
const WAIT_MAX_MS = 300_000;

/**
 * How long to wait before a dead frame is mounted again, so that a broken one does not loop.
 * @param inARow remounts since it was last well; the first is made at once
 * @param random in [0, 1): walls that died together do not come back together
 */
export function remountWait(inARow: number, random: number): number {
  if (inARow === 0) return 0;
  const ceiling = Math.min(WAIT_MAX_MS, WAIT_MIN_MS * 2 ** Math.min(inARow - 1, 10));
  return ceiling * (0.5 + random / 2);
}
