import type { documentationOf } from '../documentation.ts';
import type { ConnectOptions } from '../frame/connect-options.ts';
import type { FrameEvents } from '../frame/frame-events.ts';
import type { Listeners, Tap } from '../listeners.ts';
import { codeFields, createDebugLog } from './debug-log.ts';
import { createStatusWarnings } from './warnings-of-status.ts';

/** What is handed to it, as it is loaded on demand and shares no code with the rest. */
export interface FramePort {
  debug: ConnectOptions['debug'];
  emit: Listeners<FrameEvents>['emit'];
  documentationOf: typeof documentationOf;
}

type Handlers = { [Name in keyof FrameEvents]: (detail: FrameEvents[Name]) => void };

/** Debug log and warnings of a session, for the dashboards that want them. */
export function observeFrame(port: FramePort): Tap<FrameEvents> {
  const log = createDebugLog('frame', port.debug);
  const warnOf = createStatusWarnings((code, message) =>
    port.emit('warning', { code, message, documentation: port.documentationOf(code) }),
  );
  let askedAt = 0;
  const handlers: Handlers = {
    statechange(next) {
      log('state', { state: next.state, ...codeFields(next.reason) });
      warnOf(next);
    },
    renewed(next) {
      log('renewed', { count: next.renewals });
      warnOf(next);
    },
    warning: (warning) => log('warning', codeFields(warning)),
    contextchange: () => log('context'),
    accesschange: () => log('access'),
    userchange: () => log('user'),
    event: () => log('event'),
    asked({ reason, attempt }) {
      askedAt = performance.now();
      log('code_asked', { reason, attempt });
    },
    answered(failure) {
      const ms = Math.round(performance.now() - askedAt);
      log('code_answered', { ms, ...codeFields(failure) });
    },
  };
  return (name, detail) => handlers[name](detail);
}
