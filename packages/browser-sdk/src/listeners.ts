/** Stops what the call that returned it has started. Safe to call twice. */
export type Dispose = () => void;

/** A typed set of listeners by event name. */
export interface Listeners<Events> {
  /** Subscribes; the answer unsubscribes. */
  on<Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void): Dispose;
  emit<Name extends keyof Events>(name: Name, detail: Events[Name]): void;
  /** How many listen to that event. */
  count(name: keyof Events): number;
  clear(): void;
}

/**
 * Listeners that cannot harm each other: one that throws is reported to the page's own error
 * handling (`window.onerror`) and the others still run, as does the renewal that caused the event.
 */
export function createListeners<Events>(): Listeners<Events> {
  const sets = new Map<keyof Events, Set<(detail: never) => void>>();
  return {
    on(name, listener) {
      const set = sets.get(name) ?? new Set();
      sets.set(name, set);
      // Wrapped, so that the same function can be registered twice and removed once.
      const entry = (detail: never): void => listener(detail);
      set.add(entry);
      return () => {
        set.delete(entry);
      };
    },
    emit(name, detail) {
      for (const listener of [...(sets.get(name) ?? [])]) {
        try {
          listener(detail as never);
        } catch (thrown) {
          reportError(thrown);
        }
      }
    },
    count: (name) => sets.get(name)?.size ?? 0,
    clear: () => sets.clear(),
  };
}
