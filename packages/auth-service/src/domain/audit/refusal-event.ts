import type { DomainError, DomainErrorCode } from '../errors.ts';
import type { Actor, AuditEvent, RefusalEventType } from './audit-event.ts';

/** A refusal as it is noted; several alike within a minute become one event with a count. */
export interface Refusal {
  type: RefusalEventType;
  actor: Actor;
  clientId: string | undefined;
  userId: string | undefined;
  sessionId: string | undefined;
  address: string | undefined;
  /** From a closed set: the wire's `error`, a limit's name … */
  reason: string;
  details: AuditEvent['details'];
}

/** Mistakes in the form of a request are no event; everything that says "you may not" is one. */
const EVENT_TYPES: Partial<Record<DomainErrorCode, RefusalEventType>> = {
  invalid_client: 'client.authentication_failed',
  unauthorized_client: 'client.refused',
  client_disabled: 'client.refused',
  origin_not_allowed: 'origin.refused',
  user_not_eligible: 'user.refused',
  session_revoked: 'session.refused',
  invalid_dpop_proof: 'proof.refused',
  invalid_grant: 'challenge_code.refused',
  slow_down: 'limit.exceeded',
};

const REASON_TYPES: ReadonlyMap<string, RefusalEventType> = new Map([
  ['replayed', 'proof.replayed'],
  ['mismatched', 'challenge_code.mismatched'],
  ['reused', 'challenge_code.reused'],
]);

/** Who asked, as far as the request has proven it. */
export interface Requester {
  /** Of the client that has authenticated. */
  clientId: string | undefined;
  address: string | undefined;
}

/** The refusal behind an error; `undefined` when it is none that the audit log is for. */
export function refusalOf(error: DomainError, requester: Requester): Refusal | undefined {
  const type = EVENT_TYPES[error.code];
  if (!type) return undefined;
  const { reason, clientId, userId, sessionId, details } = error.attribution;
  return {
    type: REASON_TYPES.get(reason ?? '') ?? type,
    actor: requester.clientId
      ? { type: 'client', clientId: requester.clientId }
      : { type: 'anonymous' },
    clientId: clientId ?? requester.clientId,
    userId,
    sessionId,
    address: requester.address,
    reason: reason ?? error.code,
    details: details ?? {},
  };
}
