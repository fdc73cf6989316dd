import type { CasementErrorCode, Failure } from './errors.ts';
import type { Party } from './party.ts';
import { REFUSAL_CODES } from './refusal-codes.ts';

/** What an answer that is none says: a refusal, an error, or no JSON. Loaded with the first of them. */
export function describeRefusal(response: Response, body: unknown, party: Party): Failure {
  const { name, prefix, unauthorized } = party;
  const { status, headers } = response;
  if (response.ok)
    return { code: `${prefix}_answer_invalid`, message: `${name} answered no JSON.` };
  const { error, error_description: description } = Object(body);
  const isRefusal = (REFUSAL_CODES as readonly unknown[]).includes(error);
  const byStatus: CasementErrorCode =
    status === 401
      ? unauthorized
      : status === 429
        ? 'slow_down'
        : `${prefix}_${status < 500 ? 'refused' : 'error'}`;
  return {
    code: isRefusal ? error : byStatus,
    message: String((isRefusal && description) || `${name} answered ${status}.`),
    status,
    retryAfterMs: parseRetryAfter(headers),
  };
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
