import type { Storage } from '../storage.ts';

/** Tells readers of the log that there is something new, whichever process wrote it. */
export interface SecurityEventFeed {
  /** How many subscribers there are. */
  readonly readers: number;
  /** `wake` is called when the log may have grown, and must not throw; answers what ends it. */
  subscribe(wake: () => void): () => void;
  /** Ends the watch; subscribers are woken no more. Resolves when no read is under way. */
  close(): Promise<void>;
}

/** Milliseconds between two looks at the log's tail: bounds how late another process's event is. */
export const FEED_INTERVAL = 100;

/**
 * Watches the log. What this process commits wakes the readers at once; for what other processes write
 * (the command line, other replicas) the tail is looked at every `interval` milliseconds, and only
 * while somebody reads.
 */
export function securityEventFeed(
  storage: Pick<Storage, 'stores' | 'onSecurityEvents'>,
  {
    interval = FEED_INTERVAL,
    onError,
  }: { interval?: number | undefined; onError: (error: unknown) => void },
): SecurityEventFeed {
  const wakes = new Set<() => void>();
  let seen = 0;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  const wakeAll = () => {
    for (const wake of wakes) wake();
  };
  const look = async () => {
    const newest = await storage.stores.securityEvents.newestSequence();
    if (newest === seen) return;
    seen = newest;
    wakeAll();
  };
  const tick = () => {
    looking ??= look()
      .catch(onError)
      .finally(() => {
        looking = undefined;
      });
  };
  const stopListening = storage.onSecurityEvents(wakeAll);
  const rest = () => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    get readers() {
      return wakes.size;
    },
    subscribe(wake) {
      // A subscriber of its own, even if the same function comes twice.
      const subscriber = () => wake();
      wakes.add(subscriber);
      timer ??= setInterval(tick, interval).unref();
      return () => {
        wakes.delete(subscriber);
        if (wakes.size === 0) rest();
      };
    },
    async close() {
      stopListening();
      rest();
      wakes.clear();
      await looking;
    },
  };
}
