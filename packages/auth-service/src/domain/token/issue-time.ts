import { toSeconds } from '../clock.ts';

/**
 * `iat` of a new token, in whole seconds: now, or the second after the newest event about its client or
 * user, whichever is later. Verifiers refuse tokens with `iat <= floor(at / 1000)`; a token that is
 * issued right after an event, in the same second, must not be among them.
 *
 * @param now milliseconds since the epoch
 * @param changedAt of the newest event, in milliseconds; `undefined` when none is remembered
 */
export function issueTime(now: number, changedAt: number | undefined): number {
  return changedAt === undefined
    ? toSeconds(now)
    : Math.max(toSeconds(now), toSeconds(changedAt) + 1);
}

/** Whether an event ends a token: the rule that the verifiers apply. */
export function endedBy(iat: number, changedAt: number | undefined): boolean {
  return changedAt !== undefined && iat <= toSeconds(changedAt);
}
