import { type ChallengeCode, challengeCodeKey } from '../challenge-code/challenge-code.ts';
import { recordableOrigin } from '../client/allowed-origin.ts';
import type { RefusalAttribution } from '../errors.ts';
import type { Stores } from '../storage.ts';
import type { ExchangeRequest } from './exchange-request.ts';

/**
 * Why a code was refused, for the audit log only: the caller learns `invalid_grant` and nothing more,
 * or it could find out piece by piece what a stolen code was minted for.
 */
export async function explainRefusedCode(
  { challengeCodes }: Stores,
  request: ExchangeRequest,
  now: number,
): Promise<RefusalAttribution> {
  const key = challengeCodeKey(request.challengeCode);
  const details = {
    embedder_origin: recordableOrigin(request.embedderOrigin),
    audience: request.dashboard.audience,
  };
  const used = await challengeCodes.findUsed(key);
  if (used) return { ...used, reason: 'reused', details };
  const code = await challengeCodes.findOutstanding(key, now);
  // Unknown, expired, or one that a parallel exchange has just consumed in another process.
  if (!code) return { reason: 'unknown_or_expired', details };
  return {
    reason: 'mismatched',
    clientId: code.clientId,
    userId: code.userId,
    details: { ...details, mismatched: mismatches(code, request).join(' ') },
  };
}

function mismatches(code: ChallengeCode, request: ExchangeRequest): string[] {
  const { keyThumbprint = request.proof.keyThumbprint } = code;
  const pairs: Record<string, [minted: string, presented: string]> = {
    client_id: [code.clientId, request.clientId],
    embedder_origin: [code.embedderOrigin, request.embedderOrigin],
    audience: [code.audience, request.dashboard.audience],
    key: [keyThumbprint, request.proof.keyThumbprint],
  };
  return Object.entries(pairs)
    .filter(([, [minted, presented]]) => minted !== presented)
    .map(([name]) => name);
}
