import type { Storage } from '../storage.ts';
import type { SecurityEvent } from './security-event.ts';

/** Called by the feed; neither may throw. */
export interface SecurityEventReader {
  /** The log may have grown. */
  wake(): void;
  /** The service stops: there will be no more. */
  end(): void;
}

/** Tells readers of the log that there is something new, whichever process wrote it. */
export interface SecurityEventFeed {
  /** How many there are. */
  readonly readers: number;
  /**
   * Events after a place in the log, in order; at most `limit`. Only what is committed: on one SQLite
   * connection a plain read would see writes that may still be undone.
   */
  read(after: number, limit: number): Promise<SecurityEvent[]>;
  /** Place of the newest event; one that is about to be committed may count. */
  newest(): Promise<number>;
  /** Answers what ends the subscription. */
  subscribe(reader: SecurityEventReader): () => void;
  /** Ends the watch and its readers. Resolves when no read is under way. */
  close(): Promise<void>;
}

/** Milliseconds between two looks at the log's tail: bounds how late another process's event is. */
export const FEED_INTERVAL = 100;

export interface FeedOptions {
  interval?: number | undefined;
  onError: (error: unknown) => void;
}

/**
 * Watches the log. What this process commits wakes the readers at once; for what other processes write
 * (the command line, other replicas) the tail is looked at every `interval` milliseconds, and only
 * while somebody reads.
 */
export function securityEventFeed(
  storage: Pick<Storage, 'stores' | 'transaction' | 'onSecurityEvents'>,
  { interval = FEED_INTERVAL, onError }: FeedOptions,
): SecurityEventFeed {
  const readers = new Set<SecurityEventReader>();
  let seen: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let closed = false;

  const newest = () => storage.stores.securityEvents.newestSequence();
  const wakeAll = () => {
    for (const reader of readers) reader.wake();
  };
  const look = async () => {
    const place = await newest();
    if (place === seen) return;
    seen = place;
    wakeAll();
  };
  const tick = () => {
    looking ??= look()
      .catch(onError)
      .finally(() => {
        looking = undefined;
      });
  };
  const rest = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const stopListening = storage.onSecurityEvents(wakeAll);

  return {
    get readers() {
      return readers.size;
    },
    newest,
    read: (after, limit) =>
      storage.transaction(({ securityEvents }) => securityEvents.listAfter(after, limit)),
    subscribe(reader) {
      if (closed) {
        queueMicrotask(() => reader.end());
        return () => {};
      }
      readers.add(reader);
      timer ??= setInterval(tick, interval).unref();
      return () => {
        readers.delete(reader);
        if (readers.size === 0) rest();
      };
    },
    async close() {
      closed = true;
      stopListening();
      rest();
      for (const reader of readers) reader.end();
      readers.clear();
      await looking;
    },
  };
}
