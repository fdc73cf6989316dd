import type { WireStatus } from '../protocol/session-status.ts';
import type { DiagnosticCheck } from '../protocol/window-protocol.ts';

export interface FrameDiagnosticsInput {
  status: WireStatus;
  /** Auth service minus browser, in milliseconds; null until an answer has told. */
  skew: number | null;
  issuer: string;
  /** Of the last answer to `session.fetch`. */
  apiStatus: number | undefined;
}

/** A clock that differs by more than this is worth mending, although the session copes with it. */
const SKEW_WARNING_MS = 30_000;

/** What only the frame can tell of what is in the way. */
export async function diagnoseFrame({
  status,
  skew,
  issuer,
  apiStatus,
}: FrameDiagnosticsInput): Promise<DiagnosticCheck[]> {
  const { reason, renewals, state } = status;
  const surroundings = await import('./frame-checks.ts').then(
    ({ checkSurroundings }) => checkSurroundings(issuer, apiStatus),
    () => [],
  );
  return [
    ...surroundings,
    clock(skew),
    reason === undefined
      ? { id: 'frame_session', verdict: 'pass', message: `${state}, ${renewals} renewals so far.` }
      : {
          id: 'frame_session',
          verdict: state === 'failed' || state === 'paused' ? 'fail' : 'warn',
          message: `${state} – ${reason.code}: ${reason.message}`,
          nextStep:
            reason.retryInMs === undefined
              ? 'Mend the reason and embed again.'
              : `Mend the reason; the next try is in ${Math.round(reason.retryInMs / 1000)} s.`,
        },
  ];
}

function clock(skew: number | null): DiagnosticCheck {
  const id = 'clock';
  if (skew === null) {
    return {
      id,
      verdict: 'unknown',
      message: 'The auth service has not told its time yet.',
      nextStep: 'It must expose the Date header by CORS.',
    };
  }
  const seconds = Math.round(Math.abs(skew) / 1000);
  const side = skew > 0 ? 'behind' : 'ahead of';
  return Math.abs(skew) < SKEW_WARNING_MS
    ? { id, verdict: 'pass', message: `The browser’s clock is right to ${seconds} s.` }
    : {
        id,
        verdict: 'warn',
        message: `The browser’s clock is ${seconds} s ${side} the auth service’s.`,
        nextStep: 'Nothing breaks by it, but set this machine’s clock.',
      };
}
