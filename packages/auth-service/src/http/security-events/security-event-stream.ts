import type { ServerResponse } from 'node:http';
import type { SecurityEventFeed } from '../../domain/security-event/security-event-feed.ts';
import { HEARTBEAT, streamText } from './stream-text.ts';

/** Events per read: what a reader costs in memory, beside its socket's buffer. */
const PAGE = 200;

/** A reader is slow while its socket takes no more; times in milliseconds. */
export interface SlowReader {
  /** Cut off after this time in any case … */
  maxStall: number;
  /** … and after this time if more than `maxBacklog` events wait for it. A mere burst cuts nobody off. */
  patience: number;
  maxBacklog: number;
}

export const SLOW_READER: SlowReader = { maxStall: 15_000, patience: 1_000, maxBacklog: 1_000 };

export interface StreamOptions {
  feed: SecurityEventFeed;
  /** Milliseconds between two heartbeats. */
  heartbeat: number;
  /** When a reader is cut off. */
  slow: SlowReader;
  onCutOff: () => void;
}

/**
 * Writes the log to one reader, from after `cursor` on, until the reader goes or the feed ends.
 * Nothing is queued for a slow reader: the log itself is the queue, read on as the socket drains.
 *
 * A heartbeat is written only when a read has found nothing new, so it also says "you know all"; the
 * first follows the remembered events at once. A log that cannot be read sends none.
 */
export async function streamSecurityEvents(
  response: ServerResponse,
  cursor: number,
  { feed, heartbeat, slow, onCutOff }: StreamOptions,
): Promise<void> {
  let sent = cursor;
  let grown = true;
  let beatDue = true;
  let resume = () => {};
  let stalledSince: number | undefined;
  const ended = () => response.writableEnded || response.destroyed;

  const write = (text: string) => {
    if (!ended() && !response.write(text)) stalledSince ??= performance.now();
  };
  const cutOffIfSlow = async () => {
    if (stalledSince === undefined) return;
    const stall = performance.now() - stalledSince;
    if (stall <= slow.patience) return;
    if (stall <= slow.maxStall && (await feed.newest()) - sent <= slow.maxBacklog) return;
    if (stalledSince === undefined || ended()) return;
    onCutOff();
    response.destroy();
  };
  const fail = () => response.destroy();
  const wake = () => {
    grown = true;
    if (stalledSince === undefined) resume();
    else cutOffIfSlow().catch(fail);
  };
  const beat = () => {
    beatDue = true;
    if (stalledSince === undefined) resume();
    else cutOffIfSlow().catch(fail);
  };

  // Gone before we began: no 'close' would come to clear what follows.
  if (ended()) return;
  const timer = setInterval(beat, heartbeat);
  const unsubscribe = feed.subscribe({ wake, end: () => response.end() });
  response.on('drain', () => {
    stalledSince = undefined;
    resume();
  });
  response.once('close', () => {
    clearInterval(timer);
    unsubscribe();
    resume();
  });

  while (!ended()) {
    if (stalledSince !== undefined || !(grown || beatDue)) {
      await new Promise<void>((resolve) => {
        resume = resolve;
      });
      continue;
    }
    // Before the read: an event may come while it is under way.
    grown = false;
    const page = await feed.read(sent, PAGE);
    const last = page.at(-1);
    if (last) {
      sent = last.sequence;
      grown = true;
      write(page.map(streamText).join(''));
    } else if (beatDue) {
      beatDue = false;
      write(HEARTBEAT);
    }
  }
}
