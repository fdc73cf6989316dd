import type { ChallengeCode, ChallengeCodeReason } from '../protocol/window-protocol.ts';
import type { Result } from '../result.ts';

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
