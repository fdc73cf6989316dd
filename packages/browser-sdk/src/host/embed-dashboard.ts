import { CasementError, type Failure } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import { createChallengeCodeSource } from './challenge-code-source.ts';
import type { EmbeddedDashboard } from './embedded-dashboard.ts';
import { checkEmbedOptions, type EmbedOptions } from './host-options.ts';
import { openDashboard } from './open-dashboard.ts';

/**
 * Embeds a dashboard into this page. Never throws: options that cannot work come out as a dashboard that
 * has `failed`, whose `ready` rejects with a coded error.
 */
export function embedDashboard(options: EmbedOptions): EmbeddedDashboard {
  const checked = checkEmbedOptions(options);
  if (!checked.ok) return refusedDashboard(checked.failure);
  const source = createChallengeCodeSource(options, options.timeouts?.challengeCodeMs ?? 10_000);
  if (!source.ok) return refusedDashboard(source.failure);
  return openDashboard(options, checked.value, source.value);
}

/** A dashboard that never was: no iframe, nothing to clean up. */
function refusedDashboard({ code, message }: Failure): EmbeddedDashboard {
  const error = new CasementError({ code, message });
  const listeners = createListeners<{ error: CasementError }>();
  const ready = Promise.reject(error);
  // Nobody need wait for it.
  ready.catch(() => {});
  const since = Date.now();
  let state: 'failed' | 'closed' = 'failed';
  // Not before the caller had a chance to listen.
  queueMicrotask(() => listeners.emit('error', error));
  return {
    get state() {
      return state;
    },
    get status() {
      return {
        state,
        since,
        reason: { code, message },
        renewals: 0,
        renewsAt: null,
        expiresAt: null,
        staleSince: null,
      };
    },
    ready,
    iframe: null,
    on: (name, listener) =>
      name === 'error'
        ? listeners.on('error', listener as (detail: CasementError) => void)
        : () => {},
    setContext() {},
    emit: () => false,
    diagnose: async () => ({
      ok: false,
      checks: [
        {
          id: 'options',
          verdict: 'fail',
          message,
          nextStep: 'Correct the option and embed again.',
        },
      ],
    }),
    destroy() {
      state = 'closed';
      listeners.clear();
    },
  };
}
