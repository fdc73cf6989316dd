import { exchange, type Party, readAnswer } from '../http-exchange.ts';
import type { ChallengeCode, ChallengeCodeReason } from '../protocol/window-protocol.ts';
import { fail, ok, type Result } from '../result.ts';
import { createPortalLine } from './portal-line.ts';

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

/**
 * The source that the options describe; undefined where they describe none, or two.
 * @throws TypeError where the URL is none
 */
export function createChallengeCodeSource(options: {
  challengeCodeUrl?: string;
  fetchChallengeCode?: FetchChallengeCode;
  timeouts?: { challengeCodeMs?: number };
}): ChallengeCodeSource | undefined {
  const { challengeCodeUrl, fetchChallengeCode, timeouts } = options;
  const isGiven = challengeCodeUrl !== undefined;
  const url = new URL(challengeCodeUrl ?? '', document.baseURI);
  if (fetchChallengeCode ? isGiven : !isGiven || url.origin !== location.origin) return undefined;
  const fetchCode = fetchChallengeCode ?? createPortalLine(url);
  const party: Party = {
    name: fetchChallengeCode ? 'fetchChallengeCode' : 'challengeCodeUrl',
    prefix: 'portal',
    unauthorized: 'login_required',
  };
  return (request, signal) =>
    exchange(party, timeouts?.challengeCodeMs ?? 10_000, signal, async (limit) => {
      const value = await fetchCode(request, { signal: limit });
      const answer = value instanceof Response ? await readAnswer(value, party) : ok(value);
      return answer.ok ? asCode(answer.value, party.name) : answer;
    });
}

function asCode(body: unknown, name: string): Result<ChallengeCode> {
  const { challenge_code, expires_in } = Object(body);
  const { challengeCode = challenge_code, expiresIn = expires_in } = Object(body);
  return typeof challengeCode === 'string' && challengeCode && Number.isFinite(expiresIn)
    ? ok({ challengeCode, expiresIn: expiresIn * 1000 })
    : fail('portal_answer_invalid', `${name} must answer { challenge_code, expires_in }.`);
}
