import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import { CasementError } from './errors.ts';
import { backoffMs, retryAfterSeconds } from './retry.ts';
import { isConnectionFailure, totalTimeout, transportError } from './transport-error.ts';
import { type TransportOptions, transportSettings } from './transport-options.ts';

export interface TransportRequest {
  method: 'GET' | 'POST';
  /** Another origin than the transport's own; only where the issuer itself has named it. */
  origin?: string;
  /** Path and query below the origin. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface TransportReply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  retryAfterSeconds: number | undefined;
}

export interface HttpTransport {
  /**
   * Sends a request that is safe to repeat, and repeats it where the connection failed or a gateway
   * answered 502, 503 or 504. Redirects are not followed: credentials go to the configured issuer only.
   * @param prepare called once per try, as some credentials are for a single use
   * @throws {CasementError} `network_error`, `timeout`, `aborted`, `unexpected_response`, `client_closed`
   */
  send(
    prepare: () => Promise<TransportRequest>,
    signal?: AbortSignal | undefined,
  ): Promise<TransportReply>;
  /** Closes idle connections at once and the others when their answers are in; again does nothing. */
  close(): Promise<void>;
}

/** No answer of this protocol comes near; larger ones are not read to their end. */
export const MAX_BODY_BYTES = 64 * 1024;

/**
 * @param origin where every request goes
 * @param random uniform in [0, 1), for the jitter of retries
 * @param now ms since the epoch
 */
export function createHttpTransport(
  origin: string,
  options: TransportOptions,
  random: () => number = Math.random,
  now: () => number = Date.now,
): HttpTransport {
  const { timeouts, retry, dispatcher: injected } = transportSettings(options);
  const own =
    injected === undefined
      ? new Agent({ connect: { timeout: timeouts.connectMs }, allowH2: false, connections: 32 })
      : undefined;
  const dispatcher = injected ?? own;
  let closing: Promise<void> | undefined;

  async function attempt(request: TransportRequest, signal: AbortSignal): Promise<TransportReply> {
    if (dispatcher === undefined) throw new Error('unreachable: there is always a dispatcher');
    const answer = await dispatcher.request({
      origin: request.origin ?? origin,
      path: request.path,
      method: request.method,
      headers: {
        accept: 'application/json',
        'user-agent': 'casement-server-sdk',
        ...request.headers,
      },
      body: request.body ?? null,
      signal,
      headersTimeout: timeouts.headersMs,
      bodyTimeout: timeouts.bodyMs,
    });
    const text = await readBounded(answer.body, origin, answer.statusCode);
    const retryAfter = answer.headers['retry-after'];
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text,
      retryAfterSeconds: retryAfterSeconds(
        Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
        now(),
      ),
    };
  }

  return {
    async send(prepare, signal) {
      const budget = AbortSignal.timeout(timeouts.totalMs);
      const deadline = now() + timeouts.totalMs;
      const stop = signal === undefined ? budget : AbortSignal.any([budget, signal]);
      for (let tries = 1; ; tries += 1) {
        throwIfStopped(signal, budget);
        if (closing !== undefined) throw closedError();
        const request = await prepare();
        let reply: TransportReply | undefined;
        let failure: unknown;
        try {
          reply = await attempt(request, stop);
        } catch (error) {
          failure = error;
        }
        throwIfStopped(signal, budget);
        const pause =
          tries < retry.maxAttempts && isWorthRepeating(reply, failure)
            ? Math.max(backoffMs(retry, tries, random()), (reply?.retryAfterSeconds ?? 0) * 1000)
            : undefined;
        // A server that asks for more patience than is left gets its answer passed on instead.
        if (pause === undefined || now() + pause >= deadline) {
          if (reply !== undefined) return reply;
          throw transportError(failure, timeouts, origin);
        }
        await wait(pause, undefined, { signal: stop }).catch(() => throwIfStopped(signal, budget));
      }
    },
    async close() {
      closing ??= own === undefined ? Promise.resolve() : own.close();
      await closing;
    },
  };

  function throwIfStopped(signal: AbortSignal | undefined, budget: AbortSignal): void {
    if (signal?.aborted)
      throw new CasementError('aborted', 'Aborted by the caller.', { cause: signal.reason });
    if (budget.aborted) throw totalTimeout(timeouts, origin);
  }
}

function isWorthRepeating(reply: TransportReply | undefined, failure: unknown): boolean {
  return reply === undefined
    ? isConnectionFailure(failure)
    : [502, 503, 504].includes(reply.status);
}

function closedError(): CasementError {
  return new CasementError('client_closed', 'Used after close(); create a new client.');
}

export async function readBounded(
  body: Dispatcher.ResponseData['body'],
  origin: string,
  status: number,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the stream and with it the connection.
    if (size > MAX_BODY_BYTES)
      throw new CasementError(
        'unexpected_response',
        `${origin} answered ${status} with more than ${MAX_BODY_BYTES} bytes.`,
        { status },
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
