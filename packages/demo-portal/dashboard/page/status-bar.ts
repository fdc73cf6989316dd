import type { SessionStatus } from '@casement/browser-sdk/frame';
import { byId, setText } from '../../design/elements.ts';
import { sentenceFor, showSentence } from '../../design/reasons.ts';
import { countdown, nextStep, showState, wordsFor } from '../../design/session-state.ts';
import { silentSince } from './data-arrival.ts';
import type { Formats } from './format.ts';

export interface StatusFacts {
  /** Undefined until the session has reported for the first time. */
  status: SessionStatus | undefined;
  /** When the last sample arrived, by this window's clock. */
  receivedAt: number | null;
  sequence: number;
  formats: Formats;
}

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

const NEXT = { renewal: 'renews in', try: 'tries again in', nothing: 'does not renew' };

/** Brings status bar and notice up to date. Called every second: only what differs touches the page. */
export function showStatus({ status, receivedAt, sequence: last, formats }: StatusFacts): void {
  const { state: name = 'connecting', renewals: count = 0, renewsAt = null } = status ?? {};
  const silence = silentSince(receivedAt);
  const staleSince = silence ?? status?.staleSince ?? null;
  const words = wordsFor(status ?? { state: name }, silence !== null);
  const step = nextStep(status ?? { state: name });

  showState(state, words);
  setText(nextStepWords, NEXT[step]);
  const isCounting = step !== 'nothing';
  const left = renewsAt === null ? null : renewsAt - Date.now();
  setText(renewsIn, isCounting ? countdown(left) : '');
  setText(renewals, String(count));
  setText(renewalsWord, count === 1 ? 'renewal' : 'renewals');
  setText(sequence, last === 0 ? '–' : `#${last}`);
  setText(updated, receivedAt === null ? '–' : formats.time(receivedAt));

  const reason = status?.reason;
  const trouble = staleSince !== null || name === 'paused' || name === 'failed';
  const since = staleSince === null ? '' : `Stale since ${formats.time(staleSince)}. `;
  const why = reason ? sentenceFor(reason.code, name === 'failed') : 'Waiting for new data.';
  const what = trouble ? `${since}${why}` : '';
  notice.hidden = !trouble;
  notice.dataset.tone = name === 'failed' ? 'bad' : 'warn';
  showSentence(noticeText, what, trouble ? reason?.code : '');
  document.documentElement.toggleAttribute('data-stale', trouble);

  // Spoken only when what a reader must know changes, never with the countdown.
  setText(announcement, what || (words.tone === 'good' ? 'Live data' : ''));
}
