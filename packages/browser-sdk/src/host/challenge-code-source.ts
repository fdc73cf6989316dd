import { isChallengeCodeResponse } from '@casement/server-sdk/contract';
import { messageOf } from '../errors.ts';
import { exchange, type Party, readAnswer } from '../http-exchange.ts';
import type { ChallengeCode, ChallengeCodeReason } from '../protocol/window-protocol.ts';
import { fail, ok, type Result } from '../result.ts';
import { limitTime, untilAborted } from '../time-limit.ts';
import { parseUrl } from '../web-url.ts';

/** What the portal backend needs for a code. As JSON it is the body that `challengeCodeHandler` takes. */
export interface ChallengeCodeRequest {
  /** RFC 7638 thumbprint of the frame's key; the code is bound to it. */
  readonly keyThumbprint: string;
  readonly reason: ChallengeCodeReason;
  /** 1 for the first try, counted up until one succeeds. */
  readonly attempt: number;
  toJSON(): { key_thumbprint: string; reason: ChallengeCodeReason; attempt: number };
}

/**
 * Asks the portal backend for a challenge code. Answers the code (in either spelling) or the `Response`
 * as it came; a refusal in it is then understood, `Retry-After` included.
 */
export type FetchChallengeCode = (
  request: ChallengeCodeRequest,
  options: { signal: AbortSignal },
) => Promise<
  | Response
  | { challengeCode: string; expiresIn: number }
  | { challenge_code: string; expires_in: number }
>;

/** One request for a code; never rejects. */
export type ChallengeCodeSource = (
  request: ChallengeCodeRequest,
  signal: AbortSignal,
) => Promise<Result<ChallengeCode>>;

const PORTAL: Party = {
  name: 'The portal’s challenge-code endpoint',
  prefix: 'portal',
  unauthorized: 'login_required',
};

/** The source that the options describe. */
export function createChallengeCodeSource(
  options: { challengeCodeUrl?: string; fetchChallengeCode?: FetchChallengeCode },
  timeoutMs: number,
): Result<ChallengeCodeSource> {
  const { challengeCodeUrl, fetchChallengeCode } = options;
  const invalid = (text: string) => fail('option_invalid', `embedDashboard: ${text}`);
  if ((challengeCodeUrl === undefined) === (fetchChallengeCode === undefined)) {
    return invalid('give either challengeCodeUrl or fetchChallengeCode.');
  }
  if (fetchChallengeCode !== undefined) return ok(customSource(fetchChallengeCode, timeoutMs));
  const url = parseUrl(challengeCodeUrl, document.baseURI);
  if (url?.origin !== location.origin) {
    return invalid(
      `challengeCodeUrl must be on the page’s own origin ${location.origin}; for another one use fetchChallengeCode.`,
    );
  }
  return ok(endpointSource(url.href, timeoutMs));
}

function endpointSource(url: string, timeoutMs: number): ChallengeCodeSource {
  return async (request, signal) => {
    const answer = await exchange(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
        credentials: 'same-origin',
        cache: 'no-store',
        // A redirect leads to a sign-in page, not to a code.
        redirect: 'manual',
      },
      { party: PORTAL, timeoutMs, signal },
    );
    return asCode(answer);
  };
}

function customSource(fetchCode: FetchChallengeCode, timeoutMs: number): ChallengeCodeSource {
  return async (request, signal) => {
    const limit = limitTime(timeoutMs, signal);
    const ask = async (): Promise<Result<ChallengeCode>> => {
      const value: unknown = await fetchCode(request, { signal: limit.signal });
      if (value instanceof Response) return asCode(await readAnswer(value, PORTAL));
      return asCode(ok(value));
    };
    try {
      return await untilAborted(ask(), limit.signal);
    } catch (thrown) {
      return limit.expired()
        ? fail('portal_timeout', `fetchChallengeCode did not settle within ${timeoutMs} ms.`)
        : fail('portal_unreachable', `fetchChallengeCode failed: ${messageOf(thrown)}`);
    } finally {
      limit.release();
    }
  };
}

function asCode(answer: Result<unknown>): Result<ChallengeCode> {
  if (!answer.ok) return answer;
  const body = answer.value;
  if (isChallengeCodeResponse(body)) {
    return ok({ challengeCode: body.challenge_code, expiresIn: body.expires_in * 1000 });
  }
  const { challengeCode, expiresIn } = Object(body);
  if (typeof challengeCode === 'string' && challengeCode !== '' && typeof expiresIn === 'number') {
    return ok({ challengeCode, expiresIn: expiresIn * 1000 });
  }
  return fail(
    'portal_answer_invalid',
    `${PORTAL.name} must answer { "challenge_code", "expires_in" } as challengeCodeHandler does.`,
  );
}
