import type { Failure } from '../errors.ts';
import type { DiagnosticCheck } from '../protocol/window-protocol.ts';

/**
 * Whether the portal backend gives out challenge codes.
 * @param failure of the last request; undefined where it was answered, null where there was none
 */
export function checkChallengeCode(failure: Failure | undefined | null): DiagnosticCheck {
  const id = 'challenge_code';
  if (failure === null) {
    return { id, verdict: 'unknown', message: 'No challenge code has been asked for yet.' };
  }
  return failure
    ? {
        id,
        verdict: 'fail',
        message: `${failure.code}: ${failure.message}`,
        nextStep: wayOut(failure),
      }
    : { id, verdict: 'pass', message: 'No request for a challenge code has failed last.' };
}

function wayOut({ code, message }: Failure): string {
  if (code === 'login_required') return 'Sign the visitor in, then call retry().';
  if (code.startsWith('portal_')) {
    return 'See the answer in the browser’s network log, the portal backend’s log, and what is in front of it.';
  }
  // The auth service's refusals, which the portal's handler passes on, say what to do after what is wrong.
  const [, advice] = /^.*?\.\s+(\S.*)$/s.exec(message) ?? [];
  return advice ?? 'Run casement-doctor beside the portal backend; it names the setting.';
}
