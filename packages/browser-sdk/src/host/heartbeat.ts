import type { Dispose } from '../listeners.ts';
import type { FrameConnection } from '../protocol/accept-frame.ts';

/** Missed beats in a row after which the frame counts as lost; one is normal after sleep. */
const MISSES_MAX = 3;
const PING_TIMEOUT_MAX_MS = 5_000;

/**
 * Asks the frame for its status every `intervalMs`; `onLost` after three beats in a row that it did not
 * answer.
 * @param onStatus takes the answer, and says whether it was a status
 */
export function startHeartbeat(
  connection: FrameConnection,
  intervalMs: number,
  onStatus: (status: unknown) => boolean,
  onLost: () => void,
): Dispose {
  let misses = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const beat = async (): Promise<void> => {
    const beating = timer;
    const answer = await connection.call('ping', [], Math.min(intervalMs, PING_TIMEOUT_MAX_MS));
    if (beating !== timer) return;
    misses = answer.ok && onStatus(answer.value) ? 0 : misses + 1;
    if (misses < MISSES_MAX) timer = setTimeout(beat, intervalMs);
    else onLost();
  };
  timer = setTimeout(beat, intervalMs);
  return () => {
    clearTimeout(timer);
    timer = undefined;
  };
}
