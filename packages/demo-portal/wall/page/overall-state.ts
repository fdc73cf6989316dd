import type { nextStep, StateWords } from '../../design/session-state.ts';

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

export interface NextStep {
  step: ReturnType<typeof nextStep>;
  at: number | null;
}

/**
 * What comes next on the wall, and when: a try, where any tile waits for one, before any renewal; nothing
 * where no tile waits for anything.
 */
export function nextOnWall(statuses: readonly NextStep[]): NextStep {
  const has = (wanted: NextStep['step']) => statuses.some(({ step }) => step === wanted);
  const step = has('try') ? 'try' : has('renewal') ? 'renewal' : 'nothing';
  const times = statuses.flatMap((next) => (next.step === step && next.at !== null ? next.at : []));
  return { step, at: times.length === 0 ? null : Math.min(...times) };
}
