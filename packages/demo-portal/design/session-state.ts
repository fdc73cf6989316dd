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

/** A pause that nothing ends but a fresh load. */
const ENDED: StateWords = { label: 'Ended', tone: 'bad' };

/** What is shown of the SDK's status. */
export interface ShownStatus {
  state: string;
  reason?: { code: string };
}

/** @param isSilent data has stopped arriving */
export function wordsFor(status: ShownStatus, isSilent = false): StateWords {
  const { state } = status;
  if (isEnded(status)) return ENDED;
  if (isSilent && isLive(state)) return NO_DATA;
  return WORDS[state] ?? { label: state, tone: 'wait' };
}

/** Whether a session in that state is good for live data. */
export function isLive(state: string): boolean {
  return state === 'active' || state === 'renewing' || state === 'degraded';
}

/** Whether the session was ended for good; nothing is tried then. */
function isEnded({ state, reason }: ShownStatus): boolean {
  return state === 'paused' && reason?.code === 'session_revoked';
}

/**
 * What a session does when its countdown is over: with data on screen that are live, or without; an ended
 * one does nothing.
 */
export function nextStep(status: ShownStatus): 'renewal' | 'try' | 'nothing' {
  if (isEnded(status)) return 'nothing';
  return status.state === 'stale' || status.state === 'paused' ? 'try' : 'renewal';
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
