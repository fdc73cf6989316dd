import type { SessionStatus } from '@casement/browser-sdk/host';
import { byId, setText } from '../../design/elements.ts';
import { countdown, showState, wordsFor } from '../../design/session-state.ts';

const state = byId('state', HTMLElement);
const renewsIn = byId('renews-in', HTMLElement);
const progress = byId('renewal-progress', HTMLProgressElement);
const renewals = byId('renewals', HTMLElement);
const problem = byId('problem', HTMLElement);
let renewsAt: number | null = null;
let waitMs = 1;

/** Shows a session's status. Called every second; only what differs touches the page. */
export function showSession(status: SessionStatus): void {
  const now = Date.now();
  if (status.renewsAt !== renewsAt) {
    renewsAt = status.renewsAt;
    waitMs = Math.max(1, (renewsAt ?? now) - now);
  }
  const left = renewsAt === null ? null : Math.max(0, renewsAt - now);
  showState(state, wordsFor(status.state));
  setText(renewsIn, countdown(left));
  progress.value = left === null ? 0 : 1 - left / waitMs;
  setText(renewals, String(status.renewals));
  document.documentElement.dataset.state = status.state;
  document.documentElement.dataset.renewals = String(status.renewals);

  const trouble = ['degraded', 'stale', 'paused', 'failed'].includes(status.state);
  const since =
    status.staleSince === null
      ? ''
      : `Stale since ${new Date(status.staleSince).toLocaleTimeString(undefined, { hourCycle: 'h23' })}. `;
  problem.hidden = !trouble;
  setText(problem, trouble ? since + (status.reason?.message ?? wordsFor(status.state).label) : '');
}
