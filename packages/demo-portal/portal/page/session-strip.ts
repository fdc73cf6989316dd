import type { SessionStatus } from '@casement/browser-sdk/host';
import { byId, setText } from '../../design/elements.ts';
import { sentenceFor, showSentence } from '../../design/reasons.ts';
import { countdown, nextStep, showState, wordsFor } from '../../design/session-state.ts';

const state = byId('state', HTMLElement);
const nextStepTitle = byId('next-step', HTMLElement);
const renewsIn = byId('renews-in', HTMLElement);
const progress = byId('renewal-progress', HTMLProgressElement);
const renewals = byId('renewals', HTMLElement);
const problem = byId('problem', HTMLElement);
let renewsAt: number | null = null;
let waitMs = 1;

/**
 * Shows a session's status. Called every second; only what differs touches the page.
 * @param isSilent the dashboard has said that no data arrives
 */
export function showSession(status: SessionStatus, isSilent = false): void {
  const now = Date.now();
  if (status.renewsAt !== renewsAt) {
    renewsAt = status.renewsAt;
    waitMs = Math.max(1, (renewsAt ?? now) - now);
  }
  const left = renewsAt === null ? null : Math.max(0, renewsAt - now);
  showState(state, wordsFor(status, isSilent));
  const step = nextStep(status);
  setText(nextStepTitle, step === 'nothing' ? 'No next try' : `Next ${step}`);
  setText(renewsIn, countdown(left));
  progress.value = left === null ? 0 : 1 - left / waitMs;
  setText(renewals, String(status.renewals));
  document.documentElement.dataset.state = status.state;
  document.documentElement.dataset.renewals = String(status.renewals);

  // In every other trouble the frame still has its data on screen, and says itself what is wrong.
  const failed = status.state === 'failed';
  problem.hidden = !failed;
  const code = failed ? (status.reason?.code ?? '') : '';
  showSentence(
    problem,
    failed ? `${sentenceFor(code, true)} Reload the page to try again.` : '',
    code,
  );
}
