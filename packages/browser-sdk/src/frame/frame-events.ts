import type { Failure } from '../errors.ts';
import type { ChallengeCodeReason } from '../protocol/window-protocol.ts';
import type { SessionEvents } from './embedded-session.ts';

/** The public events and, for whoever observes the session, two that nobody else can listen to. */
export interface FrameEvents extends SessionEvents {
  /** The host is asked for a code. */
  asked: { reason: ChallengeCodeReason; attempt: number };
  /** What came of it, exchange included: the failure, or undefined for a token. The token is never told. */
  answered: Failure | undefined;
}
