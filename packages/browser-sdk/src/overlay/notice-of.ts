import type { SessionStatus } from '../protocol/session-status.ts';

/** What is to be told about a status. */
export interface NoticeFacts {
  /** A banner leaves the last data in sight; where there is none, or it must not be trusted, a cover. */
  kind: 'banner' | 'cover';
  title: 'waiting' | 'stale' | 'paused' | 'failed';
  /** Epoch milliseconds; since when the title is true. */
  since: number;
  /** Milliseconds that the state must last before it is told: most of what is so short is a reload. */
  graceMs: number;
}

const GRACE_MS = 1_500;

/** Whether the session was ended, and only another one helps. */
export function isEnded({ reason }: SessionStatus): boolean {
  return reason?.code === 'session_revoked';
}

/**
 * @param wasLive whether there has been data
 * @returns undefined where there is nothing to tell
 */
export function noticeOf(status: SessionStatus, wasLive: boolean): NoticeFacts | undefined {
  const { state, since, staleSince, reason } = status;
  if (state === 'failed') return { kind: 'cover', title: 'failed', since, graceMs: 0 };
  if (state === 'paused') {
    // What was ended does not go on: that its data are old is all that is true of it.
    if (isEnded(status))
      return { kind: 'banner', title: 'stale', since: staleSince ?? since, graceMs: 0 };
    return { kind: wasLive ? 'banner' : 'cover', title: 'paused', since, graceMs: 0 };
  }
  if (state === 'stale') {
    return { kind: 'banner', title: 'stale', since: staleSince ?? since, graceMs: 0 };
  }
  if (state === 'connecting' || state === 'authenticating') {
    if (wasLive) {
      return { kind: 'banner', title: 'stale', since: staleSince ?? since, graceMs: GRACE_MS };
    }
    if (reason) return { kind: 'banner', title: 'waiting', since, graceMs: GRACE_MS };
  }
  return undefined;
}
