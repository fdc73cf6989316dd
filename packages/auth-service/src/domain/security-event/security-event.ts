import type { SecurityEventType } from '@casement/server-sdk/contract';

/** Whom an event is about: always exactly one subject, of the kind that its type says. */
export type SecurityEventSubject =
  | { type: 'client.disabled' | 'client.deleted' | 'client.changed'; clientId: string }
  | { type: 'user.changed'; userId: string }
  | { type: 'session.revoked'; sessionId: string }
  | { type: 'token.revoked'; jti: string }
  | { type: 'keys.rotated' };

/** Before the log has given it its place. */
export interface NewSecurityEvent {
  type: SecurityEventType;
  /**
   * Milliseconds since the epoch. No token that the event is to end has an `iat` in a later second;
   * every token issued after it has (see `publishSecurityEvents` and `issueTime`).
   */
  at: number;
  clientId: string | undefined;
  userId: string | undefined;
  sessionId: string | undefined;
  jti: string | undefined;
}

/** Something that ends tokens before their time, as the verifiers hear of it. */
export interface SecurityEvent extends NewSecurityEvent {
  /** Place in the log: increases strictly in the order of commits, and is never used twice. */
  sequence: number;
}

/**
 * How long an event is remembered at least, in milliseconds. No token lives longer than 10 minutes; the
 * minute on top covers the verifiers' tolerance for clocks.
 */
export const SECURITY_EVENT_MEMORY = 11 * 60_000;
