import { isFramePolicyResponse, PATHS } from '@casement/server-sdk/contract';
import { exchange } from '../http-exchange.ts';
import { fail, ok, type Result } from '../result.ts';
import { ISSUER } from './issuer.ts';

/** Asks the auth service which origins may embed that client (protocol, section 1). */
export async function fetchAllowedOrigins(
  issuer: string,
  clientId: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Result<string[]>> {
  const url = `${issuer}${PATHS.framePolicy}?client_id=${encodeURIComponent(clientId)}`;
  const answer = await exchange(url, { credentials: 'omit' }, { party: ISSUER, timeoutMs, signal });
  if (!answer.ok) return answer;
  const policy = answer.value.body;
  if (!isFramePolicyResponse(policy)) {
    return fail('issuer_answer_invalid', `${url} did not answer a frame policy.`);
  }
  return policy.allowed_origins.length > 0
    ? ok(policy.allowed_origins)
    : fail(
        'client_unavailable',
        `No page may embed client ${clientId} now: it is unknown, disabled, or has no allowed origins.`,
      );
}
