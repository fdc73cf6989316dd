import { CasementError, type Failure } from '../errors.ts';
import type { Listeners } from '../listeners.ts';
import { isLive, type SessionState, type SessionStatus } from '../protocol/session-status.ts';
import type { HostEvents } from './host-events.ts';

/** The host's picture of the session, and the promise that hangs on it. */
export interface DashboardStatus {
  readonly current: SessionStatus;
  readonly ready: Promise<void>;
  /** What the frame says of itself. */
  report(status: SessionStatus): void;
  /** What the host knows better: the frame is away, silent, or refuses. */
  override(state: 'connecting' | 'paused' | 'failed' | 'closed', failure?: Failure): void;
  /** Rejects `ready` if it is still open, and tells the listeners of `error`. */
  fail(failure: Failure): void;
  close(): void;
}

export function createDashboardStatus(
  listeners: Pick<Listeners<HostEvents>, 'emit'>,
  state: SessionState,
): DashboardStatus {
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  // Nobody need wait for it; a rejection must not become an unhandled one.
  ready.catch(() => {});
  let current: SessionStatus = {
    renewals: 0,
    renewsAt: null,
    expiresAt: null,
    staleSince: null,
    clockSkew: null,
    ...stateNow(state),
  };

  function change(next: SessionStatus): void {
    if (current.state === 'closed') return;
    const before = current;
    current = next;
    const { state, reason, renewals } = next;
    if (isLive(state)) resolve();
    const isNews = state !== before.state || reason?.code !== before.reason?.code;
    if (isNews) listeners.emit('statechange', next);
    if (renewals > before.renewals) listeners.emit('renewed', next);
    if (isNews && reason && /failed|paused/.test(state)) fail(reason);
  }

  function fail(failure: Failure): void {
    const error = new CasementError(failure);
    reject(error);
    listeners.emit('error', error);
  }

  return {
    get current() {
      return current;
    },
    ready,
    report: change,
    override(state, failure) {
      const { reason: _, ...figures } = current;
      change({ ...figures, ...stateNow(state, failure) });
    },
    fail,
    close() {
      reject(new CasementError({ code: 'destroyed', message: 'The dashboard was destroyed.' }));
      this.override('closed');
    },
  };
}

function stateNow(
  state: SessionState,
  failure?: Failure,
): Pick<SessionStatus, 'state' | 'since' | 'reason'> {
  return {
    state,
    since: Date.now(),
    ...(failure && { reason: { code: failure.code, message: failure.message } }),
  };
}
