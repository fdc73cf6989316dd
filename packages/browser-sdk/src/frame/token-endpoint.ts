import {
  CHALLENGE_CODE_GRANT_TYPE,
  isTokenResponse,
  PATHS,
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

/** A clock that was off by less than this was not why a proof was refused. */
export const CLOCK_CORRECTION_MIN_MS = 5_000;

/**
 * `POST {issuer}/embed/token` (protocol, section 4). A proof that is refused because this browser's clock
 * is wrong is made once more with the server's time; the refusal does not use up the code.
 */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const { issuer, clientId, key, clock, serverClock, timeoutMs } = options;
  const url = `${issuer}${PATHS.token}`;

  async function post(
    query: TokenQuery,
    signal: AbortSignal,
  ): Promise<{ result: Result<TokenResponse>; correction: number }> {
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
    let correction = 0;
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
    if (!answer.ok) return { result: answer, correction };
    const token = answer.value.body;
    const result = isTokenResponse(token)
      ? ok(token)
      : fail('issuer_answer_invalid', `${url} did not answer a token.`);
    return { result, correction };
  }

  return async (query, signal) => {
    const first = await post(query, signal);
    const isClockFault =
      !first.result.ok &&
      first.result.failure.code === 'invalid_dpop_proof' &&
      Math.abs(first.correction) >= CLOCK_CORRECTION_MIN_MS;
    return isClockFault ? (await post(query, signal)).result : first.result;
  };
}
