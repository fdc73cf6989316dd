import { isErrorCode, messageOf } from './errors.ts';
import type { Party } from './party.ts';
import { fail, ok, type Result } from './result.ts';
import { isTimeout, within } from './time-limit.ts';

/** One exchange with a time-out; whatever happens becomes a result. */
export async function exchange<T>(
  { name, prefix }: Party,
  timeoutMs: number,
  signal: AbortSignal,
  send: (signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    return await within(timeoutMs, signal, send);
  } catch (thrown) {
    const why = `${name}: ${messageOf(thrown)}`;
    return isTimeout(thrown)
      ? fail(`${prefix}_timeout`, why)
      : // The browser hides the reason from scripts: CORS, DNS and a refused connection look alike.
        fail(`${prefix}_unreachable`, `${why} – offline, or blocked by CORS or connect-src?`);
  }
}

/** The JSON of an answer, or its refusal. May reject where the body breaks off. */
export async function readAnswer(response: Response, party: Party): Promise<Result<unknown>> {
  const { name, prefix, unauthorized } = party;
  const { status, ok: isGood } = response;
  const body = parse(await response.text());
  if (isGood && body !== undefined) return ok(body);
  const { error } = Object(body);
  return {
    ok: false,
    failure: await import('./http-refusal.ts').then(
      ({ describeRefusal }) => describeRefusal(response, body, party),
      // The words are out of reach, but what the session does next depends on the code alone.
      () => ({
        code: isErrorCode(error) ? error : status === 401 ? unauthorized : `${prefix}_refused`,
        message: `${name} answered ${status}.`,
      }),
    ),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
