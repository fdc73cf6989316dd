import type { NoteLine, OpenedLine, SampleLine } from '../wire.ts';
import { isStreamLine } from '../wire.ts';
import { readLines } from './ndjson.ts';
import type { StreamTelemetry } from './sequence-check.ts';
import { checkSequence } from './sequence-check.ts';

export interface StreamSession {
  fetch(input: string, init?: RequestInit): Promise<Response>;
}

export interface StreamListener {
  /** A stream is open. `fresh`: nothing drawn so far belongs to it. */
  opened(line: OpenedLine, fresh: boolean): void;
  sample(line: SampleLine): void;
  note(line: NoteLine): void;
  /** Something in the telemetry changed. */
  progress(): void;
}

const BACKOFF_MS = { first: 500, most: 10_000 };

/**
 * Follows the dashboard's stream until the signal aborts. The server ends a stream when its token
 * expires; the next one is opened with the token that has replaced it meanwhile, after the last
 * sample seen. So a renewal costs no sample, and none comes twice.
 */
export async function followStream(
  session: StreamSession,
  telemetry: StreamTelemetry,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<void> {
  let run: string | undefined;
  let backoff = BACKOFF_MS.first;

  while (!signal.aborted) {
    try {
      await followOnce();
      backoff = BACKOFF_MS.first;
    } catch {
      if (signal.aborted) return;
      telemetry.failedRequests += 1;
      listener.progress();
      await pause(backoff * (0.5 + Math.random() / 2), signal);
      backoff = Math.min(backoff * 2, BACKOFF_MS.most);
    }
  }

  async function followOnce(): Promise<void> {
    const response = await session.fetch(`/api/stream?after=${telemetry.sequence}`, { signal });
    if (!response.ok || response.body === null) {
      throw new Error(`The stream was refused with status ${response.status}.`);
    }
    telemetry.streams += 1;
    let ended = false;
    for await (const line of readLines(response.body)) {
      if (!isStreamLine(line)) continue;
      if (line.kind === 'opened') {
        const fresh = line.run !== run;
        const restarted = fresh && telemetry.sequence > 0;
        run = line.run;
        if (restarted) telemetry.sequence = 0;
        if (fresh) listener.opened(line, fresh);
        // The server has restarted and counts anew, so `after` meant nothing to it: ask again from 0.
        if (restarted) return;
      } else if (line.kind === 'sample') {
        if (checkSequence(telemetry, line.sequence)) listener.sample(line);
      } else if (line.kind === 'note') {
        listener.note(line);
      } else {
        ended = true;
      }
      listener.progress();
    }
    // Without its last line the stream has not ended but broken off.
    if (!ended) throw new Error('The stream broke off.');
  }
}

/** Waits, or returns early when the signal aborts. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
