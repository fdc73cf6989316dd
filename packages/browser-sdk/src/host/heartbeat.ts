import type { Dispose } from '../listeners.ts';

/** Missed beats in a row after which the frame counts as lost; one is normal after sleep. */
const MISSES_MAX = 3;

/** Calls `beat` every `intervalMs`, and `onLost` once it has failed three times in a row. */
export function startHeartbeat(
  intervalMs: number,
  beat: () => Promise<boolean>,
  onLost: () => void,
): Dispose {
  let misses = 0;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout>;
  const schedule = (): void => {
    timer = setTimeout(async () => {
      const isAlive = await beat();
      if (isStopped) return;
      misses = isAlive ? 0 : misses + 1;
      if (misses < MISSES_MAX) schedule();
      else onLost();
    }, intervalMs);
  };
  schedule();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
