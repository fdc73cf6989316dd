import { type ErrorBody, isWireErrorCode } from '../contract/index.ts';
import { CasementError } from '../errors.ts';

/** RFC 6750 §3.1: the token itself is no good; the frame renews. */
export function invalidToken(message: string): CasementError {
  return new CasementError('invalid_token', message, { status: 401 });
}

/** RFC 9449 §7.1: the token may be good, its proof is not; the frame corrects its clock and repeats. */
export function invalidProof(message: string): CasementError {
  return new CasementError('invalid_dpop_proof', message, { status: 401 });
}

/** One key has used up its share of the memory for proofs, which is given back in steps of ten seconds. */
export function tooManyProofs(): CasementError {
  return new CasementError(
    'slow_down',
    'This session has sent more requests within a minute than are told apart from replays; wait 10 s. The API’s operator can raise replayMemorySize, of which one session has a tenth.',
    { status: 429, retryAfterSeconds: 10 },
  );
}

/** Nothing is known against the request, but it cannot be verified now. */
export function cannotVerify(message: string, cause?: unknown): CasementError {
  const details = { status: 503, retryAfterSeconds: 2 };
  return new CasementError(
    'temporarily_unavailable',
    message,
    cause === undefined ? details : { ...details, cause },
  );
}

/** An HTTP answer, for the framework to write. */
export interface RefusalAnswer {
  status: number;
  headers: Record<string, string>;
  body: ErrorBody;
}

/**
 * The answer to a request that did not verify (RFC 9449 §7.1).
 * @param oauth whether tokens of the standard flows would be accepted, too
 * @returns undefined for an error that is not a refusal but a fault of the server
 */
export function refusalAnswer(error: unknown, oauth = false): RefusalAnswer | undefined {
  if (!(error instanceof CasementError)) return undefined;
  const { code, status, retryAfterSeconds, message } = error;
  if (status === undefined || !isWireErrorCode(code)) return undefined;
  const challenge = status === 401 || status === 403;
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(challenge ? { 'www-authenticate': challengeOf(code, oauth) } : {}),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: { error: code, error_description: message },
  };
}

function challengeOf(code: string, oauth: boolean): string {
  const dpop = `DPoP error="${code}", algs="ES256"`;
  if (!oauth) return dpop;
  // A proof is nothing that a bearer token could lack.
  return code === 'invalid_dpop_proof' ? `Bearer, ${dpop}` : `Bearer error="${code}", ${dpop}`;
}
