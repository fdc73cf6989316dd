import { exchange, readAnswer } from '../http-exchange.ts';
import type { Party } from '../party.ts';
import { fail, ok, type Result } from '../result.ts';

const ISSUER: Party = {
  name: 'The auth service',
  prefix: 'issuer',
  unauthorized: 'issuer_refused',
};

/**
 * One request to the auth service.
 * @param isGood what a good answer is
 * @param onHeaders sees the headers of every answer, refusals too
 */
export async function askIssuer<T>(
  url: string,
  init: RequestInit,
  isGood: (body: unknown) => body is T,
  timeoutMs: number,
  signal: AbortSignal,
  onHeaders?: (headers: Headers) => void,
): Promise<Result<T>> {
  return exchange(ISSUER, timeoutMs, signal, async (limit) => {
    const response = await fetch(url, { ...init, credentials: 'omit', signal: limit });
    onHeaders?.(response.headers);
    const answer = await readAnswer(response, ISSUER);
    if (!answer.ok) return answer;
    return isGood(answer.value)
      ? ok(answer.value)
      : fail('issuer_answer_invalid', `${url} answered something else.`);
  });
}
