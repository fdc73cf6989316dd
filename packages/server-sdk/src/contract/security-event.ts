/** Everything that `GET {issuer}/security-events` may say (`event:` of the stream): a closed set. */
export const SECURITY_EVENT_TYPES = [
  'client.disabled',
  'client.deleted',
  'client.changed',
  'session.revoked',
  'user.changed',
  'token.revoked',
  'keys.rotated',
] as const;

export type SecurityEventType = (typeof SECURITY_EVENT_TYPES)[number];

/**
 * `data:` of an event. A token that matches the subject and was issued before `at` is refused from
 * now on; the frame renews and gets what is true now, or the reason why not.
 */
export interface SecurityEventData {
  /** Same as the stream's `id:`; increases strictly. */
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  client_id?: string | undefined;
  user_id?: string | undefined;
  session_id?: string | undefined;
  /** With `token.revoked`. */
  jti?: string | undefined;
}

/** Whether a parsed `data:` is an event's. */
export function isSecurityEventData(value: unknown): value is SecurityEventData {
  if (typeof value !== 'object' || value === null) return false;
  const data = value as Partial<Record<keyof SecurityEventData, unknown>>;
  return typeof data.id === 'string' && data.id !== '' && Number.isFinite(data.at);
}
