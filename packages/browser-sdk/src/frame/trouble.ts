import { within } from '../time-limit.ts';

/** Who waits for it goes on without it then. */
const LOAD_LIMIT_MS = 5_000;

/** What a session that is well never needs: what failures mean, what to do about them, and the words. */
export function loadTrouble(): Promise<typeof import('./frame-trouble.ts')> {
  return within(LOAD_LIMIT_MS, undefined, () => import('./frame-trouble.ts'));
}
