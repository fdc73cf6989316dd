/** Everything that is written to the audit log: a closed set. */
export const AUDIT_EVENT_TYPES = [
  'organization.created',
  'team.created',
  'user.created',
  'user.status_changed',
  'role.created',
  'role.permissions_changed',
  'membership.set',
  'membership.removed',
  'client.created',
  'client.enabled',
  'client.disabled',
  'client.origins_changed',
  'client.secret_rotated',
  'client.key_added',
  'session.started',
  'session.revoked',
  'challenge_code.reused',
  'signing_key.created',
] as const;

export type AuditEventType = (typeof AUDIT_EVENT_TYPES)[number];

/** Who did it: the operator at the machine, a user, a client, or the service itself. */
export type Actor =
  | { type: 'operator' }
  | { type: 'user'; userId: string }
  | { type: 'client'; clientId: string }
  | { type: 'service' };

export const OPERATOR: Actor = { type: 'operator' };

export interface AuditEvent {
  id: string;
  at: number;
  type: AuditEventType;
  actor: Actor;
  /** The user it is attributed to, where there is one. */
  userId: string | undefined;
  clientId: string | undefined;
  /** ID of what was changed. */
  subjectId: string | undefined;
  /** Small, flat, and never a code, token or secret. */
  details: Readonly<Record<string, string | number | boolean>>;
}
