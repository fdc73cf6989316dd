import type { HostEvents } from '../host/host-events.ts';
import type { HostPort } from '../host/host-port.ts';
import type { Tap } from '../listeners.ts';
import { codeFields, createDebugLog } from './debug-log.ts';
import { createHostWarnings } from './host-warnings.ts';

type Handlers = { [Name in keyof HostEvents]: (detail: HostEvents[Name]) => void };

/**
 * Watches a dashboard for those who asked: debug log, warnings, wall mode. Loaded with the first of them;
 * what has happened until then is told it in the same order.
 */
export function observeHost(port: HostPort): Tap<HostEvents> {
  const { options, status } = port;
  const log = createDebugLog('host', options.debug);
  const warnings = createHostWarnings(port);
  const wall = options.wall
    ? import('../wall/wall.ts').then(({ startWall }) => startWall(port, warnings.warn), reportError)
    : undefined;
  let askedAt = 0;

  const handlers: Handlers = {
    statechange(next) {
      log('state', { state: next.state, ...codeFields(next.reason) });
      warnings.statusChanged(next);
    },
    renewed(next) {
      log('renewed', { count: next.renewals });
      warnings.statusChanged(next);
    },
    error: (error) => log('error', codeFields(error)),
    warning: (warning) => log('warning', codeFields(warning)),
    event: () => log('event'),
    heightchange: (pixels) => log('height', { count: pixels }),
    connected: () => log('connected'),
    goodbye: () => log('goodbye'),
    missed(misses) {
      log('beat_missed', { count: misses });
      warnings.onMissed(misses);
    },
    asked({ reason, attempt }) {
      askedAt = performance.now();
      log('code_asked', { reason, attempt });
    },
    answered(failure) {
      const ms = Math.round(performance.now() - askedAt);
      log('code_answered', { ms, ...codeFields(failure) });
      warnings.onAnswered(ms);
    },
  };
  log('state', { state: status.current.state });
  return (name, detail) => {
    handlers[name](detail);
    wall?.then((running) => running?.(name, detail));
  };
}
