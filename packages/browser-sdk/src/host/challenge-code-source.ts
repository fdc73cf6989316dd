import { exchange, readAnswer } from '../http-exchange.ts';
import type { Party } from '../party.ts';
import type { ChallengeCode } from '../protocol/window-protocol.ts';
import { fail, ok, type Result } from '../result.ts';
import type { ChallengeCodeSource, FetchChallengeCode } from './challenge-code-request.ts';
import { createPortalLine } from './portal-line.ts';

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
