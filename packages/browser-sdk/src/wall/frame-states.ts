import type { SessionStatus } from '../protocol/session-status.ts';

/** Whether data on screen is live in that state. Spelled out again: this is loaded on demand. */
export function isLive(state: string): boolean {
  return /^(active|renewing|degraded)$/.test(state);
}

/**
 * Whether the session was ended while its document is well. A new document may have another: not at once,
 * or ending it would mean nothing, but when one is planned anyway.
 */
export function isEnded({ state, reason }: SessionStatus): boolean {
  return state === 'paused' && reason?.code === 'session_revoked';
}

/** Whether a new document may mend what this one failed with: it is gone, or was of another release. */
export function isMendable({ state, reason }: SessionStatus): boolean {
  return (
    state === 'failed' &&
    /^(frame_(silent|unreachable|lost)|protocol_mismatch)$/.test(reason?.code ?? '')
  );
}
