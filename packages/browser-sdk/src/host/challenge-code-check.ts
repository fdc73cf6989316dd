import type { Failure } from '../errors.ts';
import type { DiagnosticCheck } from '../protocol/window-protocol.ts';

/** Whether the portal backend gives out challenge codes. */
export function checkChallengeCode(failure: Failure | undefined): DiagnosticCheck {
  const id = 'challenge_code';
  return failure
    ? {
        id,
        verdict: 'fail',
        message: `${failure.code}: ${failure.message}`,
        nextStep: 'See the portal backend’s log for its request to /embed/challenge-codes.',
      }
    : { id, verdict: 'pass', message: 'No request for a challenge code has failed last.' };
}
