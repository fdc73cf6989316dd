import type { IncomingHttpHeaders } from 'node:http';
import { Agent, type Dispatcher } from 'undici';
import { readBounded } from '../http-transport.ts';

/** What one request brought. */
export type Look =
  | {
      ok: true;
      status: number;
      headers: IncomingHttpHeaders;
      text: string;
      /** ms since the epoch, own clock: when it was sent, and when the headers were there. */
      sentAt: number;
      answeredAt: number;
    }
  | { ok: false; code: string; message: string };

export interface LookOptions {
  method?: 'GET' | 'OPTIONS';
  headers?: Record<string, string>;
  /** Takes what comes first instead of the whole body: for a stream. */
  firstChunk?: boolean;
}

/** Makes single requests: without retries, redirects, cookies or caches, so that each shows what is there. */
export interface Looker {
  look(url: URL, options?: LookOptions): Promise<Look>;
  close(): Promise<void>;
}

/** @param now ms since the epoch */
export function createLooker(timeoutMs: number, now: () => number = Date.now): Looker {
  const agent = new Agent({ connect: { timeout: timeoutMs }, allowH2: false });
  return {
    async look(url, { method = 'GET', headers = {}, firstChunk = false } = {}) {
      const sentAt = now();
      try {
        const answer = await agent.request({
          origin: url.origin,
          path: url.pathname + url.search,
          method,
          headers: { 'user-agent': 'casement-doctor', ...headers },
          signal: AbortSignal.timeout(timeoutMs),
        });
        const answeredAt = now();
        const text = firstChunk
          ? await first(answer.body)
          : await readBounded(answer.body, url.origin, answer.statusCode);
        return {
          ok: true,
          status: answer.statusCode,
          headers: answer.headers,
          text,
          sentAt,
          answeredAt,
        };
      } catch (error) {
        return { ok: false, ...failure(error, timeoutMs) };
      }
    },
    close: () => agent.destroy(),
  };
}

async function first(body: Dispatcher.ResponseData['body']): Promise<string> {
  // Leaving the loop destroys the stream and with it the connection.
  for await (const chunk of body) return Buffer.from(chunk as Uint8Array).toString('utf8');
  return '';
}

function failure(error: unknown, timeoutMs: number): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error) };
  if (error.name === 'TimeoutError')
    return { code: 'timeout', message: `no answer within ${timeoutMs / 1000} s` };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  // Node wraps what happened at each address of a name.
  const inner = error instanceof AggregateError ? error.errors.map(String).join('; ') : '';
  return { code, message: error.message || inner || code };
}

/** A header that may be given several times, as one list. */
export function headerValues(headers: IncomingHttpHeaders, name: string): string[] {
  return [headers[name] ?? []].flat();
}
