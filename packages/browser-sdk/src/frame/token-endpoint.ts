import {
  CHALLENGE_CODE_GRANT_TYPE,
  isTokenResponse,
  type PATHS,
  type TokenResponse,
} from '@casement/server-sdk/contract';
import type { ServerClock } from '../environment/server-clock.ts';
import type { Result } from '../result.ts';
import { askIssuer } from './issuer.ts';
import type { ProofKey } from './proof-key.ts';

// The type is imported, not the table: only this entry of it is needed.
const TOKEN_PATH: typeof PATHS.token = '/embed/token';

/**
 * `POST {issuer}/embed/token` (protocol, section 4). Every answer tells the server's time; a proof that is
 * refused is made once more with it, as the refusal does not use up the code.
 */
export async function exchangeCode(
  issuer: string,
  fields: Record<string, string>,
  key: ProofKey,
  serverClock: ServerClock,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Result<TokenResponse>> {
  const url = `${issuer}${TOKEN_PATH}`;
  const body = new URLSearchParams({ grant_type: CHALLENGE_CODE_GRANT_TYPE, ...fields });
  for (let isRepeated = false; ; isRepeated = true) {
    const headers = { DPoP: await key.prove('POST', url, serverClock.now()) };
    const init: RequestInit = { method: 'POST', body, headers, cache: 'no-store' };
    const token = await askIssuer(url, init, isTokenResponse, timeoutMs, signal, serverClock.learn);
    if (token.ok || isRepeated || token.failure.code !== 'invalid_dpop_proof') return token;
  }
}
