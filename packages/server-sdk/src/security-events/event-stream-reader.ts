import { setTimeout as wait } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { type Clock, elapsedMs, momentOf } from '../clock.ts';
import { PATHS } from '../contract/index.ts';
import { CasementError } from '../errors.ts';
import { readBounded } from '../http-transport.ts';
import { backoffMs, retryAfterSeconds } from '../retry.ts';
import { transportError } from '../transport-error.ts';
import { DEFAULT_TIMEOUTS } from '../transport-options.ts';
import { refusalFrom } from '../wire-refusal.ts';
import { EventStreamParser } from './event-stream-parser.ts';
import { readSecurityEvent, type SecurityEvent } from './security-event.ts';

export interface EventStreamOptions {
  issuer: string;
  /** `Authorization` of the dashboard application. */
  authorization: string;
  dispatcher: Dispatcher;
  /** A stream that says nothing for so long is lost. */
  lostAfterMs: number;
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
}

export interface EventStreamListener {
  onEvent(event: SecurityEvent): void;
  /**
   * The stream said something, at a moment when everything said before has been read: from the first
   * comment on, which the service sends when the replay is through.
   */
  onCurrent(heartbeat: boolean): void;
  /** The connection is gone, or never came about. `misread`: it said something not understood. */
  onLost(error: CasementError, misread: boolean): void;
  onReconnect(): void;
}

/** Below it, a connection that breaks counts as another failure in a row. */
const STABLE_AFTER_MS = 5_000;
/** The first retry comes at once, for the service that was only restarted. */
const FIRST_RETRY_MS = 100;
const LATER_RETRIES = { maxAttempts: 1, baseDelayMs: 400, maxDelayMs: 5_000 };
/** However long a service asks to be left alone: its revocations must not wait longer. */
const LONGEST_PAUSE_MS = 30_000;

/** Follows `GET /security-events` until closed, over as many connections as it takes. */
export function startEventStreamReader(
  options: EventStreamOptions,
  listener: EventStreamListener,
): { close(): void } {
  const { issuer, clock, lostAfterMs, random } = options;
  const closing = new AbortController();
  let connection: AbortController | undefined;
  let lastEventId: string | undefined;
  let failures = 0;

  async function follow(signal: AbortSignal, onFrame: () => void): Promise<void> {
    const { statusCode, headers, body } = await options.dispatcher.request({
      origin: issuer,
      path: PATHS.securityEvents,
      method: 'GET',
      headers: {
        accept: 'text/event-stream',
        authorization: options.authorization,
        'cache-control': 'no-cache',
        'user-agent': 'casement-server-sdk',
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      signal,
      headersTimeout: DEFAULT_TIMEOUTS.headersMs,
      bodyTimeout: 0,
      reset: true,
    });
    const type = String(headers['content-type'] ?? '');
    if (statusCode !== 200 || !/^text\/event-stream\b/i.test(type)) {
      const text = await readBounded(body, issuer, statusCode);
      const wait = retryAfterSeconds([headers['retry-after']].flat()[0], clock.now());
      const reply = { status: statusCode, headers, text, retryAfterSeconds: wait };
      throw refusalFrom(reply, 'The security-event stream');
    }
    const parser = new EventStreamParser();
    let current = false;
    for await (const bytes of body) {
      for (const frame of parser.feed(bytes)) {
        onFrame();
        if (frame.kind === 'event') {
          const event = readSecurityEvent(frame);
          listener.onEvent(event);
          lastEventId = event.id;
        }
        current ||= frame.kind === 'comment';
        if (current) listener.onCurrent(frame.kind === 'comment');
      }
    }
    throw new CasementError('network_error', `${issuer} ended the security-event stream.`);
  }

  /** One connection, to its end. */
  async function connect(): Promise<{ error: CasementError; misread: boolean }> {
    const abort = new AbortController();
    connection = abort;
    let heardAt = momentOf(clock);
    const silence = new CasementError(
      'timeout',
      `The security-event stream was silent for ${lostAfterMs} ms.`,
    );
    const watch = setTimeout(() => abort.abort(silence), lostAfterMs).unref();
    try {
      await follow(abort.signal, () => {
        // What lay in buffers while this machine slept is no sign that the stream lives.
        if (elapsedMs(clock, heardAt) > lostAfterMs) throw silence;
        heardAt = momentOf(clock);
        watch.refresh();
      });
      return { error: silence, misread: false };
    } catch (error) {
      if (abort.signal.aborted) return { error: silence, misread: false };
      const misread =
        error instanceof TypeError ||
        error instanceof RangeError ||
        (error instanceof CasementError && error.status === undefined && error.code === MISREAD);
      return { error: asCasementError(error, misread, issuer), misread };
    } finally {
      clearTimeout(watch);
      connection = undefined;
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const openedAt = momentOf(clock);
      const { error, misread } = await connect();
      if (closing.signal.aborted) return;
      failures = elapsedMs(clock, openedAt) >= STABLE_AFTER_MS ? 1 : failures + 1;
      listener.onLost(error, misread);
      const backoff =
        failures === 1
          ? random() * FIRST_RETRY_MS
          : backoffMs(LATER_RETRIES, failures - 1, random());
      const asked = Math.min((error.retryAfterSeconds ?? 0) * 1000, LONGEST_PAUSE_MS);
      const pause = Math.max(backoff, asked);
      await wait(pause, undefined, { ref: false, signal: closing.signal }).catch(() => undefined);
      if (!closing.signal.aborted) listener.onReconnect();
    }
  }

  void run();
  return {
    close() {
      closing.abort();
      connection?.abort();
    },
  };
}

const MISREAD = 'unexpected_response';

function asCasementError(error: unknown, misread: boolean, issuer: string): CasementError {
  if (error instanceof CasementError) return error;
  if (misread)
    return new CasementError(MISREAD, `${issuer} sent what is no event stream.`, { cause: error });
  return transportError(error, DEFAULT_TIMEOUTS, issuer);
}
