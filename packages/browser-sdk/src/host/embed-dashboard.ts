import { CasementError, type Failure } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import { checkContext } from '../protocol/dashboard-context.ts';
import { checkDashboardEvent } from '../protocol/dashboard-event.ts';
import type { Result } from '../result.ts';
import { createDashboardStatus, type DashboardStatus } from './dashboard-status.ts';
import type { DashboardEvents, EmbeddedDashboard } from './embedded-dashboard.ts';
import { checkEmbedOptions, type EmbedOptions } from './host-options.ts';
import { openFrame } from './open-frame.ts';

/**
 * Embeds a dashboard into this page. Never throws: options that cannot work come out as a dashboard that
 * has `failed`, whose `ready` rejects with a coded error.
 */
export function embedDashboard(options: EmbedOptions): EmbeddedDashboard {
  const listeners = createListeners<DashboardEvents>();
  const checked = checkEmbedOptions(options);
  const status = createDashboardStatus(listeners, checked ? 'connecting' : 'failed');
  const frame = checked && openFrame(options, checked, status, listeners);
  if (!checked) void refuse(options, status);

  return {
    get state() {
      return status.current.state;
    },
    get status() {
      return status.current;
    },
    ready: status.ready,
    get iframe() {
      return frame?.iframe ?? null;
    },
    on: listeners.on,
    setContext(change) {
      frame?.setContext(unwrap(checkContext(change)));
    },
    emit(type, payload) {
      const event = unwrap(checkDashboardEvent(type, payload));
      return frame?.emit(event) ?? false;
    },
    retry() {
      frame?.retry();
    },
    async diagnose() {
      // Loaded when asked for: most pages never ask.
      const { diagnoseHost, diagnoseRefusal } = await import('./host-diagnostics.ts');
      return frame
        ? diagnoseHost({ ...frame.facts(), status: status.current })
        : diagnoseRefusal(status.current.reason?.message);
    },
    destroy() {
      if (status.current.state === 'closed') return;
      frame?.close();
      status.close();
      listeners.clear();
    },
  };
}

/** Tells which option is in the way; the words are loaded now. */
async function refuse(options: EmbedOptions, status: DashboardStatus): Promise<void> {
  const failure = await import('./host-diagnostics.ts')
    .then(({ explainOptions }) => explainOptions(options, checkContext))
    .catch((): Failure => ({ code: 'option_invalid', message: 'embedDashboard: wrong options.' }));
  status.override('failed', failure);
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new CasementError(result.failure);
}
