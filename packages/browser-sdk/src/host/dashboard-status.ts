import { CasementError, type Failure } from '../errors.ts';
import type { Listeners } from '../listeners.ts';
import { isLive, type SessionStatus } from '../protocol/session-status.ts';
import type { DashboardEvents } from './embedded-dashboard.ts';

/** The host's picture of the session, and the promise that hangs on it. */
export interface DashboardStatus {
  readonly current: SessionStatus;
  readonly ready: Promise<void>;
  /** What the frame says of itself. */
  report(status: SessionStatus): void;
  /** What the host knows better: the frame is away, silent, or refuses. */
  override(state: 'connecting' | 'paused' | 'failed', failure?: Failure): void;
  /** Rejects `ready` if it is still open, and tells the listeners of `error`. */
  fail(failure: Failure): void;
  close(): void;
}

export function createDashboardStatus(listeners: Listeners<DashboardEvents>): DashboardStatus {
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  // Nobody need wait for it; a rejection must not become an unhandled one.
  ready.catch(() => {});
  let current: SessionStatus = {
    state: 'connecting',
    since: Date.now(),
    renewals: 0,
    renewsAt: null,
    expiresAt: null,
    staleSince: null,
  };

  function change(next: SessionStatus): void {
    if (current.state === 'closed') return;
    const before = current;
    current = next;
    if (isLive(next.state)) resolve();
    const isNews = next.state !== before.state || next.reason?.code !== before.reason?.code;
    if (isNews) listeners.emit('statechange', next);
    if (next.renewals > before.renewals) listeners.emit('renewed', next);
    if (isNews && next.reason && (next.state === 'failed' || next.state === 'paused')) {
      fail(next.reason);
    }
  }

  function fail({ code, message }: Failure): void {
    const error = new CasementError({ code, message });
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
      const reason = failure && { code: failure.code, message: failure.message };
      change({ ...figures, state, since: Date.now(), ...(reason && { reason }) });
    },
    fail,
    close() {
      reject(new CasementError({ code: 'destroyed', message: 'The dashboard was destroyed.' }));
      const { reason: _, ...figures } = current;
      current = { ...figures, state: 'closed', since: Date.now() };
      listeners.emit('statechange', current);
    },
  };
}
