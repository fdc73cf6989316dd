import { type CasementErrorCode, messageOf, REFUSAL_CODES, type RefusalCode } from './errors.ts';
import { fail, ok, type Result } from './result.ts';
import { limitTime } from './time-limit.ts';

/** The other party of an exchange: how it is called in messages, and the codes of its faults. */
export interface Party {
  name: string;
  unreachable: CasementErrorCode;
  timeout: CasementErrorCode;
  /** 401 without a Casement error body. */
  unauthorized: CasementErrorCode;
  /** Other 4xx without a Casement error body. */
  refused: CasementErrorCode;
  error: CasementErrorCode;
  invalidAnswer: CasementErrorCode;
}

export interface Answer {
  headers: Headers;
  /** The parsed JSON of a 2xx answer. */
  body: unknown;
}

export interface ExchangeOptions {
  party: Party;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Sees the headers of every answer, refusals too. */
  onHeaders?(headers: Headers): void;
}

/** One request for JSON with a time-out; whatever happens becomes a result. */
export async function exchange(
  url: string,
  init: RequestInit,
  { party, timeoutMs, signal, onHeaders }: ExchangeOptions,
): Promise<Result<Answer>> {
  const limit = limitTime(timeoutMs, signal);
  try {
    const response = await fetch(url, { ...init, signal: limit.signal });
    onHeaders?.(response.headers);
    return await readAnswer(response, party);
  } catch (thrown) {
    if (limit.expired()) {
      return fail(party.timeout, `${party.name} did not answer within ${timeoutMs} ms.`);
    }
    // The browser hides the reason from scripts (CORS, DNS, refused connection all look alike).
    const hint = 'see the browser’s network panel: offline, blocked by CORS or by connect-src?';
    return fail(
      party.unreachable,
      `${party.name} is not reachable (${messageOf(thrown)}); ${hint}`,
    );
  } finally {
    limit.release();
  }
}

/** The JSON of an answer, or its refusal. May reject where the body breaks off. */
export async function readAnswer(response: Response, party: Party): Promise<Result<Answer>> {
  const text = await response.text();
  const body = parse(text);
  if (response.ok) {
    return body === undefined
      ? fail(party.invalidAnswer, `${party.name} answered ${response.status} with no JSON.`)
      : ok({ headers: response.headers, body });
  }
  return refusal(response, body, party);
}

function refusal(response: Response, body: unknown, party: Party): Result<never> {
  const { status, headers } = response;
  const retryAfterMs = parseRetryAfter(headers);
  const more = { status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  const error = field(body, 'error');
  const description = field(body, 'error_description');
  if ((REFUSAL_CODES as readonly unknown[]).includes(error)) {
    const message = typeof description === 'string' ? description : `${party.name} refused.`;
    return fail(error as RefusalCode, message, more);
  }
  const code =
    status === 401
      ? party.unauthorized
      : status === 429
        ? 'slow_down'
        : status < 500
          ? party.refused
          : party.error;
  return fail(code, `${party.name} answered ${status}.`, more);
}

/** `Retry-After` in milliseconds (RFC 9110 §10.2.3), as seconds or as a date against the answer's own. */
export function parseRetryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  if (value.trim() !== '' && seconds >= 0) return seconds * 1000;
  const wait = Date.parse(value) - Date.parse(headers.get('date') ?? new Date().toUTCString());
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}
