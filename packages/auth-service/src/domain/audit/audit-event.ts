import type { Authority } from '../authority/authority.ts';

/** Refusals: each says that somebody was not let in, and why. */
export const REFUSAL_EVENT_TYPES = [
  'client.authentication_failed',
  'client.refused',
  'origin.refused',
  'user.refused',
  'user.sign_in_failed',
  'session.refused',
  'proof.refused',
  'proof.replayed',
  'challenge_code.refused',
  'challenge_code.mismatched',
  'challenge_code.reused',
  'grant.refused',
  'limit.exceeded',
] as const;

export type RefusalEventType = (typeof REFUSAL_EVENT_TYPES)[number];

/** Everything that is written to the audit log: a closed set. */
export const AUDIT_EVENT_TYPES = [
  'organization.created',
  'organization.locale_changed',
  'team.created',
  'app.created',
  'app.deleted',
  'user.created',
  'user.status_changed',
  'user.locale_changed',
  'user.password_set',
  'user.signed_in',
  'user.signed_out',
  'role.created',
  'role.permissions_changed',
  'membership.set',
  'membership.removed',
  'client.created',
  'client.registered',
  'client.paused',
  'client.resumed',
  'client.revoked',
  'client.deleted',
  'client.origins_changed',
  'client.updated',
  'client.secret_created',
  'client.secret_rotated',
  'client.secret_revoked',
  'client.key_added',
  'client.key_revoked',
  'mail.sent',
  'mail.failed',
  'mail.unsent',
  'registration_token.created',
  'registration_token.revoked',
  'session.started',
  'session.revoked',
  'browser_session.revoked',
  'logout_notice.failed',
  'grant.created',
  'grant.revoked',
  'token.revoked',
  'webhook.created',
  'webhook.changed',
  'webhook.paused',
  'webhook.resumed',
  'webhook.secret_rotated',
  'webhook.deleted',
  'webhook.pinged',
  'webhook.redelivered',
  'webhook.delivery_failed',
  'signing_key.created',
  'signing_key.rotated',
  'signing_key.revoked',
  'signing_key.removed',
  'audit.removed',
  'list.exported',
  ...REFUSAL_EVENT_TYPES,
] as const;

export type AuditEventType = (typeof AUDIT_EVENT_TYPES)[number];

/**
 * Who did it: the operator at the machine, a user, a client, the service itself, or somebody who did
 * not prove who they are.
 */
export type Actor =
  | { type: 'operator' }
  | ({ type: 'user'; userId: string } & Acting)
  | ({ type: 'client'; clientId: string } & Acting)
  | { type: 'service' }
  | { type: 'anonymous' };

/** Of whom acts with a token, or a client's own credentials. */
interface Acting {
  /** Whence, of who has no `access`. Holds for one request; the event has it in a field of its own. */
  address?: string | undefined;
  /** Whose token it is, where that is not the actor itself (CM21). */
  throughClient?: string | undefined;
  /** What the token lets them do, and whence. Holds for one request; not recorded. */
  access?: Access | undefined;
}

/** One request's right to act. */
export interface Access {
  authority: Authority;
  /** Whether it reaches what is the user's own, wherever that is: sessions, tokens, preferences. */
  reachesOwn: boolean;
  /** Of the token, separated by spaces. */
  scope: string;
  /** Whether it is held by a client of the product's own, which may be told all of its user. */
  ofOwnClient: boolean;
  address: string;
}

/** Who did it, as far as they have IDs: the user, and the client that did it or through which they did. */
export function actorIds(actor: Actor): {
  userId: string | undefined;
  clientId: string | undefined;
} {
  if (actor.type === 'user') return { userId: actor.userId, clientId: actor.throughClient };
  return { userId: undefined, clientId: actor.type === 'client' ? actor.clientId : undefined };
}

export const OPERATOR: Actor = { type: 'operator' };

export const AUDIT_OUTCOMES = ['success', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

const REFUSALS: ReadonlySet<string> = new Set(REFUSAL_EVENT_TYPES);

/** What the service set out to do itself, and did not. */
const FAILURES: ReadonlySet<string> = new Set<AuditEventType>([
  'mail.failed',
  'mail.unsent',
  'webhook.delivery_failed',
  'logout_notice.failed',
]);

/** What became of it follows from the type: nothing is recorded before it has happened. */
export function outcomeOf(type: AuditEventType): AuditOutcome {
  if (REFUSALS.has(type)) return 'refused';
  return FAILURES.has(type) ? 'failed' : 'success';
}

export interface AuditEvent {
  id: string;
  at: number;
  type: AuditEventType;
  outcome: AuditOutcome;
  actor: Actor;
  /** The user it is attributed to, where there is one. */
  userId: string | undefined;
  clientId: string | undefined;
  /** Where the request came from; `undefined` for what did not come by HTTP. */
  address: string | undefined;
  /** ID of what was changed. */
  subjectId: string | undefined;
  /** Small, flat, and never a code, token or secret. */
  details: Readonly<Record<string, string | number | boolean>>;
}
