import {
  CHALLENGE_CODE_GRANT_TYPE,
  isTokenResponse,
  type PATHS,
  type TokenResponse,
} from '@casement/server-sdk/contract';
import type { Clock } from '../environment/clock.ts';
import type { ServerClock } from '../environment/server-clock.ts';
import { exchange } from '../http-exchange.ts';
import { fail, ok, type Result } from '../result.ts';
import { ISSUER } from './issuer.ts';
import type { ProofKey } from './proof-key.ts';

export interface TokenEndpointOptions {
  issuer: string;
  clientId: string;
  key: ProofKey;
  clock: Clock;
  serverClock: ServerClock;
  timeoutMs: number;
}

export interface TokenQuery {
  challengeCode: string;
  /** The origin that the handshake showed. */
  embedderOrigin: string;
  /** Continues that session. */
  sessionId: string | undefined;
}

export type TokenEndpoint = (
  query: TokenQuery,
  signal: AbortSignal,
) => Promise<Result<TokenResponse>>;

// The type is imported, not the table: only this entry of it is needed.
const TOKEN_PATH: typeof PATHS.token = '/embed/token';

/** A clock that was off by less than this was not why a proof was refused. */
export const CLOCK_CORRECTION_MIN_MS = 5_000;

/**
 * `POST {issuer}/embed/token` (protocol, section 4). A proof that is refused because this browser's clock
 * is wrong is made once more with the server's time; the refusal does not use up the code.
 */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const { issuer, clientId, key, clock, serverClock, timeoutMs } = options;
  const url = `${issuer}${TOKEN_PATH}`;

  let correction = 0;

  async function post(query: TokenQuery, signal: AbortSignal): Promise<Result<TokenResponse>> {
    const { challengeCode, embedderOrigin, sessionId } = query;
    const proof = await key.prove({ method: 'POST', url, now: serverClock.now() });
    const body = new URLSearchParams({
      grant_type: CHALLENGE_CODE_GRANT_TYPE,
      client_id: clientId,
      challenge_code: challengeCode,
      embedder_origin: embedderOrigin,
      ...(sessionId !== undefined && { session_id: sessionId }),
    });
    const sentAt = clock.elapsed();
    const answer = await exchange(
      url,
      { method: 'POST', body, headers: { DPoP: proof }, credentials: 'omit', cache: 'no-store' },
      {
        party: ISSUER,
        timeoutMs,
        signal,
        onHeaders(headers) {
          correction = serverClock.learn(headers, sentAt);
        },
      },
    );
    if (!answer.ok) return answer;
    return isTokenResponse(answer.value)
      ? ok(answer.value)
      : fail('issuer_answer_invalid', `${url} answered no token.`);
  }

  return async (query, signal) => {
    const result = await post(query, signal);
    const isClockFault =
      !result.ok &&
      result.failure.code === 'invalid_dpop_proof' &&
      Math.abs(correction) >= CLOCK_CORRECTION_MIN_MS;
    return isClockFault ? post(query, signal) : result;
  };
}
