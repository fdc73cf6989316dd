import type { Dispose } from '../listeners.ts';

/** The events after which timers may be late and connections dead; those of the document bubble. */
const EVENTS = ['online', 'focus', 'pageshow', 'visibilitychange', 'resume'];

/**
 * Calls `wake` whenever the page may have slept, been hidden, frozen, kept in the back/forward cache or
 * been offline, and is back. Several of these come at once; the listener must be idempotent.
 */
export function onWake(wake: () => void): Dispose {
  const listener = ({ type }: Event): void => {
    // Back online counts for a hidden page too.
    if (type === 'online' || document.visibilityState === 'visible') wake();
  };
  for (const name of EVENTS) addEventListener(name, listener);
  return () => {
    for (const name of EVENTS) removeEventListener(name, listener);
  };
}
