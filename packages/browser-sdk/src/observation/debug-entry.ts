import type { SessionState } from '../protocol/session-status.ts';
import type { ChallengeCodeReason } from '../protocol/window-protocol.ts';

/**
 * One line of the debug log. This is the whole set of fields, and each is a number or one of a closed set of
 * words: there is none that a code, a token, a key, an address, a message or the application's own data
 * could be in. Nothing is filtered out, because nothing else is ever put in.
 */
export interface DebugEntry {
  /** Epoch milliseconds of this window's clock. */
  at: number;
  side: 'host' | 'frame';
  what: DebugTopic;
  state?: SessionState;
  /** Of an error, a reason or a warning. */
  code?: string;
  /** Why a challenge code is wanted. */
  reason?: ChallengeCodeReason;
  attempt?: number;
  /** Renewals, missed beats, an HTTP status, or pixels. */
  count?: number;
  /** A duration. */
  ms?: number;
}

export type DebugTopic =
  | 'state'
  | 'renewed'
  | 'error'
  | 'warning'
  | 'connected'
  | 'goodbye'
  | 'beat_missed'
  | 'code_asked'
  | 'code_answered'
  | 'height'
  | 'context'
  | 'event'
  | 'access'
  | 'user';

/** Makes the fields of entries from what they are to tell. */
export type DebugFields = Omit<DebugEntry, 'at' | 'side' | 'what'>;
