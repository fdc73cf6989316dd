import type { StateWords } from '../../design/session-state.ts';
import { wordsFor } from '../../design/session-state.ts';

const LIVE = new Set(['active', 'renewing', 'degraded']);

/** One sentence for the whole wall: good only when every tile is. */
export function overallState(statuses: readonly { state: string }[]): StateWords {
  const live = statuses.filter(({ state }) => LIVE.has(state)).length;
  if (live === statuses.length) return { label: `All ${live} live`, tone: 'good' };
  if (statuses.some(({ state }) => wordsFor(state).tone === 'bad')) {
    return { label: `${live} of ${statuses.length} live`, tone: 'bad' };
  }
  if (statuses.every(({ state }) => wordsFor(state).tone === 'wait')) {
    return { label: 'Connecting', tone: 'wait' };
  }
  return { label: `${live} of ${statuses.length} live`, tone: 'warn' };
}
