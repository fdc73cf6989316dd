import { documentationOf } from '../documentation.ts';
import { CasementError, type Failure } from '../errors.ts';
import { createListeners, type Tap } from '../listeners.ts';
import { checkContext } from '../protocol/dashboard-context.ts';
import { checkDashboardEvent } from '../protocol/dashboard-event.ts';
import type { Result } from '../result.ts';
import { createDashboardStatus, type DashboardStatus } from './dashboard-status.ts';
import type { EmbeddedDashboard } from './embedded-dashboard.ts';
import type { HostEvents } from './host-events.ts';
import { checkEmbedOptions, type EmbedOptions } from './host-options.ts';
import { openFrame } from './open-frame.ts';

/**
 * Embeds a dashboard into this page. Never throws: options that cannot work come out as a dashboard that
 * has `failed`, whose `ready` rejects with a coded error.
 */
export function embedDashboard(options: EmbedOptions): EmbeddedDashboard {
  let observer: Promise<Tap<HostEvents> | undefined> | undefined;
  const listeners = createListeners<HostEvents>((name, detail) => {
    observer?.then((tap) => tap?.(name, detail));
  });
  const checked = checkEmbedOptions(options);
  const status = createDashboardStatus(listeners, checked ? 'connecting' : 'failed');
  // Debug log, warnings and wall mode are loaded by those who want them.
  const observe = (): void => {
    observer ??= import('../observation/observe-host.ts')
      .then(({ observeHost }) =>
        observeHost({
          options,
          status,
          emit: listeners.emit,
          documentationOf,
          frame: () => frame,
          open: (...told) => checked && openFrame(options, checked, ...told),
          use(next) {
            frame = next;
          },
        }),
      )
      .catch((thrown) => void reportError(thrown));
  };
  if (options?.wall || options?.debug) observe();
  let frame = checked && openFrame(options, checked, status, listeners);
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
    on(name, listener) {
      if (name === 'warning') observe();
      return listeners.on(name, listener);
    },
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
