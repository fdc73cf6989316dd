/** How the pages word a session's state. `tone` colours it; see base.css. */
export interface StateWords {
  label: string;
  tone: 'wait' | 'good' | 'warn' | 'bad';
}

const WORDS: Record<string, StateWords> = {
  connecting: { label: 'Connecting', tone: 'wait' },
  authenticating: { label: 'Signing in', tone: 'wait' },
  active: { label: 'Live', tone: 'good' },
  renewing: { label: 'Renewing', tone: 'good' },
  degraded: { label: 'Live, renewal retrying', tone: 'warn' },
  stale: { label: 'Stale', tone: 'warn' },
  paused: { label: 'Paused', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
  closed: { label: 'Closed', tone: 'wait' },
};

/** A session may be well while the server behind its charts is silent. */
const NO_DATA: StateWords = { label: 'No data', tone: 'warn' };

/** @param isSilent data has stopped arriving */
export function wordsFor(state: string, isSilent = false): StateWords {
  if (isSilent && isLive(state)) return NO_DATA;
  return WORDS[state] ?? { label: state, tone: 'wait' };
}

/** Whether a session in that state is good for live data. */
export function isLive(state: string): boolean {
  return state === 'active' || state === 'renewing' || state === 'degraded';
}

/** What a session does when its countdown is over: with data on screen that are live, or without. */
export function nextStep(state: string): 'renewal' | 'try' {
  return state === 'stale' || state === 'paused' ? 'try' : 'renewal';
}

/** Shows a state in a `.state` element, and touches the document only when it changes. */
export function showState(element: HTMLElement, { label, tone }: StateWords): void {
  if (element.textContent !== label) element.textContent = label;
  if (element.dataset.tone !== tone) element.dataset.tone = tone;
}

/** Milliseconds as `m:ss`; `–` where there is nothing to wait for. */
export function countdown(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
