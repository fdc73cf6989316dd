import type { SessionStatus } from '@casement/browser-sdk/frame';
import { byId, setText } from '../../design/elements.ts';
import { countdown, nextStep, showState, wordsFor } from '../../design/session-state.ts';
import type { Formats } from './format.ts';

export interface StatusFacts {
  /** Undefined until the session has reported for the first time. */
  status: SessionStatus | undefined;
  /** When the last sample arrived, by this window's clock. */
  receivedAt: number | null;
  sequence: number;
  formats: Formats;
}

/** With one sample a second, silence this long means that the data on screen are old. */
const SILENCE_MS = 5000;

const state = byId('state', HTMLElement);
const nextStepWords = byId('next-step', HTMLElement);
const renewsIn = byId('renews-in', HTMLElement);
const renewals = byId('renewals', HTMLElement);
const renewalsWord = byId('renewals-word', HTMLElement);
const sequence = byId('sequence', HTMLElement);
const updated = byId('updated', HTMLElement);
const notice = byId('notice', HTMLElement);
const noticeText = byId('notice-text', HTMLElement);
const announcement = byId('announcement', HTMLElement);

/** Brings status bar and notice up to date. Called every second: only what differs touches the page. */
export function showStatus({ status, receivedAt, sequence: last, formats }: StatusFacts): void {
  const { state: name = 'connecting', renewals: count = 0, renewsAt = null } = status ?? {};
  const silent = receivedAt !== null && Date.now() - receivedAt > SILENCE_MS;
  const staleSince = silent ? receivedAt : (status?.staleSince ?? null);
  const words = wordsFor(name);
  const silentWords = { label: 'No data', tone: 'warn' } as const;

  showState(state, silent && words.tone === 'good' ? silentWords : words);
  setText(nextStepWords, nextStep(name) === 'try' ? 'tries again in' : 'renews in');
  setText(renewsIn, countdown(renewsAt === null ? null : renewsAt - Date.now()));
  setText(renewals, String(count));
  setText(renewalsWord, count === 1 ? 'renewal' : 'renewals');
  setText(sequence, last === 0 ? '–' : `#${last}`);
  setText(updated, receivedAt === null ? '–' : formats.time(receivedAt));

  const reason = status?.reason?.message ?? '';
  const trouble = staleSince !== null || name === 'paused' || name === 'failed';
  const since = staleSince === null ? '' : `Stale since ${formats.time(staleSince)}. `;
  const what = trouble ? `${since}${reason || 'Waiting for new data.'}` : '';
  notice.hidden = !trouble;
  notice.dataset.tone = name === 'failed' ? 'bad' : 'warn';
  setText(noticeText, what);
  document.documentElement.toggleAttribute('data-stale', trouble);

  // Spoken only when what a reader must know changes, never with the countdown.
  setText(announcement, what || (words.tone === 'good' ? 'Live data' : ''));
}
