import { make } from './elements.ts';

const NO_ACCESS = 'Your account has no access to this dashboard at the moment.';
const SWITCHED_OFF = 'Access to this dashboard has been switched off for now.';
const NOT_HERE = 'This dashboard may not be shown on this page.';
const NO_ANSWER = 'The dashboard does not answer.';
const BUSY = 'There is much to do just now; it goes on by itself in a moment.';

/** Codes of docs/errors.md, as people who look at a dashboard need them. */
const SENTENCES: Record<string, string> = {
  client_disabled: SWITCHED_OFF,
  client_unavailable: SWITCHED_OFF,
  user_not_eligible: NO_ACCESS,
  user_not_permitted: NO_ACCESS,
  insufficient_scope: NO_ACCESS,
  session_revoked: 'This session has been ended. Another begins when the page is loaded again.',
  login_required: 'You are signed out. Sign in again to go on.',
  user_changed: 'Somebody else has signed in here. Reload the page to go on.',
  origin_not_allowed: NOT_HERE,
  resource_origin_not_allowed: NOT_HERE,
  frame_blocked: NOT_HERE,
  frame_silent: 'The dashboard does not answer, or may not be shown here at the moment.',
  frame_unreachable: NO_ANSWER,
  frame_lost: NO_ANSWER,
  ready_timeout: NO_ANSWER,
  host_unreachable: 'The page around this dashboard does not answer.',
  not_framed: 'This dashboard is made to be embedded in another page.',
  slow_down: BUSY,
  temporarily_unavailable: BUSY,
  attempt_timeout: 'The sign-in service takes too long to answer.',
};

/** By the side that a code is about; for codes that have no sentence of their own. */
const FAMILIES: [RegExp, string][] = [
  [/^portal_/, 'The server of this page gives no access at the moment.'],
  [/^issuer_/, 'The sign-in service does not answer.'],
];

const UNREACHABLE = /_(unreachable|timeout)$/;

/** A plain sentence for an error code of the SDK, also for one that this version does not know. */
export function sentenceFor(code: string, isFinal = false): string {
  if (UNREACHABLE.test(code) && !navigator.onLine) return 'This device is offline.';
  const family = FAMILIES.find(([pattern]) => pattern.test(code))?.[1];
  const other = isFinal ? 'Something is not set up correctly.' : 'The connection is interrupted.';
  return SENTENCES[code] ?? family ?? other;
}

/** Shows a sentence and, small beside it for whoever asks, the code; changes the page only with them. */
export function showSentence(element: HTMLElement, sentence: string, code = ''): void {
  if (element.textContent === (code === '' ? sentence : `${sentence} ${code}`)) return;
  element.replaceChildren(sentence);
  if (code !== '') element.append(' ', make('code', 'code', code));
}
