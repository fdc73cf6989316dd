import type { NewSecurityEvent, SecurityEvent } from './security-event.ts';

/** The log: appended to, read from its tail, forgotten from its head. */
export interface SecurityEventStore {
  /** In the given order; within the transaction of the change that they tell of. */
  append(events: readonly NewSecurityEvent[]): Promise<void>;
  /** Those after a place in the log, in order; at most `limit`. */
  listAfter(sequence: number, limit: number): Promise<SecurityEvent[]>;
  /** Place of the newest event there ever was; 0 before the first. Cheap: it is polled. */
  newestSequence(): Promise<number>;
  /** Whether this one token was revoked. */
  isTokenRevoked(jti: string): Promise<boolean>;
  /** Removes events of before `before`; at most `limit`, answers how many. Places are not reused. */
  sweep(before: number, limit: number): Promise<number>;
}
