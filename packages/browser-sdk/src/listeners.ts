/** Stops what the call that returned it has started. Safe to call twice. */
export type Dispose = () => void;

/** A typed set of listeners by event name. */
export interface Listeners<Events> {
  /** Subscribes; the answer unsubscribes. */
  on<Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void): Dispose;
  emit<Name extends keyof Events>(name: Name, detail: Events[Name]): void;
  /** Whether anybody listens to that event. */
  has(name: keyof Events): boolean;
  clear(): void;
}

/** Sees everything that is emitted, whether anybody listens or not. */
export type Tap<Events> = <Name extends keyof Events>(name: Name, detail: Events[Name]) => void;

/**
 * Listeners that cannot harm each other: one that throws is reported to the page's own error
 * handling (`window.onerror`) and the others still run, as does the renewal that caused the event.
 */
export function createListeners<Events>(tap?: Tap<Events>): Listeners<Events> {
  // Entries of their own, so that the same function can be registered twice and removed once.
  const entries = new Set<{ name: keyof Events; listener: (detail: never) => void }>();
  return {
    on(name, listener) {
      const entry = { name, listener };
      entries.add(entry);
      return () => {
        entries.delete(entry);
      };
    },
    emit(name, detail) {
      tap?.(name, detail);
      for (const entry of [...entries]) {
        if (entry.name !== name) continue;
        try {
          entry.listener(detail as never);
        } catch (thrown) {
          reportError(thrown);
        }
      }
    },
    has: (name) => [...entries].some((entry) => entry.name === name),
    clear: () => entries.clear(),
  };
}
