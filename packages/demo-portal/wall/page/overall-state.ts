import type { StateWords } from '../../design/session-state.ts';

export interface TileState {
  words: StateWords;
  /** Whether what the tile shows is current. */
  isLive: boolean;
}

/** One sentence for the whole wall: good only when every tile is. */
export function overallState(tiles: readonly TileState[]): StateWords {
  const live = tiles.filter(({ isLive }) => isLive).length;
  if (live === tiles.length) return { label: `All ${live} live`, tone: 'good' };
  const some = `${live} of ${tiles.length} live`;
  if (tiles.some(({ words }) => words.tone === 'bad')) return { label: some, tone: 'bad' };
  if (tiles.every(({ words }) => words.tone === 'wait')) {
    return { label: 'Connecting', tone: 'wait' };
  }
  return { label: some, tone: 'warn' };
}

/** What comes next on the wall, and when: a try, where any tile waits for one, before any renewal. */
export function nextOnWall(statuses: readonly { step: 'renewal' | 'try'; at: number | null }[]): {
  step: 'renewal' | 'try';
  at: number | null;
} {
  const step = statuses.some((next) => next.step === 'try') ? 'try' : 'renewal';
  const times = statuses.flatMap((next) => (next.step === step && next.at !== null ? next.at : []));
  return { step, at: times.length === 0 ? null : Math.min(...times) };
}
