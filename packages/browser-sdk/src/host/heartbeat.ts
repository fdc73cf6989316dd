import type { Dispose } from '../listeners.ts';
import type { FrameConnection } from '../protocol/accept-frame.ts';

const PING_TIMEOUT_MAX_MS = 5_000;

/**
 * Asks the frame for its status every `intervalMs`.
 * @param onStatus takes the answer, and says whether it was a status
 * @param onMiss how many beats in a row it has not answered; one is normal after sleep
 */
export function startHeartbeat(
  connection: FrameConnection,
  intervalMs: number,
  onStatus: (status: unknown) => boolean,
  onMiss: (misses: number) => void,
): Dispose {
  let misses = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const beat = async (): Promise<void> => {
    const beating = timer;
    const answer = await connection.call('ping', [], Math.min(intervalMs, PING_TIMEOUT_MAX_MS));
    if (beating !== timer) return;
    misses = answer.ok && onStatus(answer.value) ? 0 : misses + 1;
    timer = setTimeout(beat, intervalMs);
    if (misses) onMiss(misses);
  };
  timer = setTimeout(beat, intervalMs);
  return () => {
    clearTimeout(timer);
    timer = undefined;
  };
}
