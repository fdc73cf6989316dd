import type { SessionStatus } from '../protocol/session-status.ts';
import type { WarningCode } from '../warning.ts';

/** A clock that differs by more than this is worth mending, although the session copes with it. */
export const SKEW_WARNING_MS = 30_000;

export type Warn = (code: WarningCode, message: string) => void;

/** Warns of what a session's status tells on either side, each once until it is well again. */
export function createStatusWarnings(warn: Warn): (status: SessionStatus) => void {
  let isFailing = false;
  let isSkewed = false;
  return ({ state, reason, clockSkew }) => {
    const fails = /degraded|stale/.test(state);
    if (fails && !isFailing) {
      const why = reason ? `${reason.code}: ${reason.message}` : 'no answer yet';
      const shown = state === 'stale' ? 'the last data are shown' : 'the token is still valid';
      warn('renewal_failing', `The session is not being renewed (${why}); ${shown}.`);
    }
    // On the way back it is renewing; well again it is with a new token.
    if (fails || state === 'active') isFailing = fails;

    const isOff = clockSkew !== null && Math.abs(clockSkew) > SKEW_WARNING_MS;
    if (isOff && !isSkewed) {
      const seconds = Math.round(Math.abs(clockSkew) / 1000);
      const way = clockSkew > 0 ? 'behind' : 'ahead of';
      warn(
        'clock_skewed',
        `This device’s clock is ${seconds} s ${way} the auth service’s. The session copes; set the clock (NTP).`,
      );
    }
    if (clockSkew !== null) isSkewed = isOff;
  };
}
