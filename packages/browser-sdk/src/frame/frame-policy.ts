import { isFramePolicyResponse, type PATHS } from '@casement/server-sdk/contract';
import { exchange } from '../http-exchange.ts';
import { fail, ok, type Result } from '../result.ts';
import { ISSUER } from './issuer.ts';

const FRAME_POLICY_PATH: typeof PATHS.framePolicy = '/embed/frame-policy';

/** Asks the auth service which origins may embed that client (protocol, section 1). */
export async function fetchAllowedOrigins(
  issuer: string,
  clientId: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Result<string[]>> {
  const url = `${issuer}${FRAME_POLICY_PATH}?client_id=${encodeURIComponent(clientId)}`;
  const answer = await exchange(url, { credentials: 'omit' }, { party: ISSUER, timeoutMs, signal });
  if (!answer.ok) return answer;
  const policy = answer.value;
  if (!isFramePolicyResponse(policy)) {
    return fail('issuer_answer_invalid', `${url} answered no frame policy.`);
  }
  return policy.allowed_origins.length > 0
    ? ok(policy.allowed_origins)
    : fail(
        'client_unavailable',
        `Client ${clientId} is unknown, disabled, or has no allowed origins.`,
      );
}
