import type { Dispose } from '../listeners.ts';

/** The events after which timers may be late and connections dead: a look at the clock is due. */
const WINDOW_EVENTS = ['online', 'focus', 'pageshow'] as const;
const DOCUMENT_EVENTS = ['visibilitychange', 'resume'] as const;

/**
 * Calls `wake` whenever the page may have slept, been hidden, frozen, kept in the back/forward cache or
 * been offline, and is back. Several of these come at once; the listener must be idempotent.
 */
export function onWake(wake: () => void): Dispose {
  const listener = (): void => {
    if (document.visibilityState === 'visible') wake();
  };
  // Back online counts for a hidden page too.
  const online = (event: Event): void => (event.type === 'online' ? wake() : listener());
  for (const name of WINDOW_EVENTS) addEventListener(name, online);
  for (const name of DOCUMENT_EVENTS) document.addEventListener(name, listener);
  return () => {
    for (const name of WINDOW_EVENTS) removeEventListener(name, online);
    for (const name of DOCUMENT_EVENTS) document.removeEventListener(name, listener);
  };
}
