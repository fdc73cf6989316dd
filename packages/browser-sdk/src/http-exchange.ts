import { type CasementErrorCode, messageOf, REFUSAL_CODES, type RefusalCode } from './errors.ts';
import { fail, ok, type Result } from './result.ts';
import { limitTime } from './time-limit.ts';

/** The other party of an exchange. */
export interface Party {
  /** How it is called in messages. */
  name: string;
  /** How the codes of its faults begin. */
  prefix: 'portal' | 'issuer';
  /** What a 401 without a Casement error body means. */
  unauthorized: CasementErrorCode;
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
): Promise<Result<unknown>> {
  const limit = limitTime(timeoutMs, signal);
  const { name, prefix } = party;
  try {
    const response = await fetch(url, { ...init, signal: limit.signal });
    onHeaders?.(response.headers);
    return await readAnswer(response, party);
  } catch (thrown) {
    if (limit.expired())
      return fail(`${prefix}_timeout`, `${name} did not answer in ${timeoutMs} ms.`);
    // The browser hides the reason from scripts: CORS, DNS and a refused connection all look alike.
    const why = `${messageOf(thrown)}: offline, or blocked by CORS or connect-src?`;
    return fail(`${prefix}_unreachable`, `${name} is not reachable (${why})`);
  } finally {
    limit.release();
  }
}

/** The JSON of an answer, or its refusal. May reject where the body breaks off. */
export async function readAnswer(response: Response, party: Party): Promise<Result<unknown>> {
  const { name, prefix, unauthorized } = party;
  const { status, headers } = response;
  const body = parse(await response.text());
  if (response.ok) {
    return body === undefined
      ? fail(`${prefix}_answer_invalid`, `${name} answered no JSON.`)
      : ok(body);
  }
  const more = { status, retryAfterMs: parseRetryAfter(headers) };
  const { error, error_description: description } = Object(body);
  if ((REFUSAL_CODES as readonly unknown[]).includes(error)) {
    return fail(error as RefusalCode, String(description ?? `${name} refused: ${error}`), more);
  }
  const kind = status < 500 ? 'refused' : 'error';
  const code =
    status === 401 ? unauthorized : status === 429 ? 'slow_down' : (`${prefix}_${kind}` as const);
  return fail(code, `${name} answered ${status}.`, more);
}

/** `Retry-After` in milliseconds (RFC 9110 §10.2.3), as seconds or as a date against the answer's own. */
export function parseRetryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (!value) return undefined;
  const wait = /^\d+$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - (Date.parse(headers.get('date') ?? '') || Date.now());
  return wait >= 0 ? wait : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
