import type { Clock } from '../clock.ts';
import { newId } from '../identifier.ts';
import { type Actor, type AuditEvent, type AuditEventType, outcomeOf } from './audit-event.ts';
import type { AuditFilter } from './audit-query.ts';

/** Append-only: nothing changes an event, and only age removes one. The database sees to both. */
export interface AuditStore {
  append(event: AuditEvent): Promise<void>;
  /** Newest first, at most so many; 100 when absent. */
  list(filter?: AuditFilter & { limit?: number }): Promise<AuditEvent[]>;
  /**
   * The one way by which events go: those before `before`, for the retention job. At most `limit`;
   * answers how many. In a transaction, so that the database's gate never stays open.
   */
  removeBefore(before: number, limit: number): Promise<number>;
}

export interface AuditEntry {
  type: AuditEventType;
  actor: Actor;
  userId?: string | undefined;
  clientId?: string | undefined;
  address?: string | undefined;
  subjectId?: string | undefined;
  details?: AuditEvent['details'];
}

/** Completes an entry with its ID and time, and appends it. */
export function recordAudit(audit: AuditStore, clock: Clock, entry: AuditEntry): Promise<void> {
  return audit.append(auditEvent(clock, entry));
}

/** An entry with its ID and time. */
export function auditEvent(clock: Clock, entry: AuditEntry): AuditEvent {
  return {
    id: newId('evt'),
    at: clock(),
    type: entry.type,
    outcome: outcomeOf(entry.type),
    actor: recorded(entry.actor),
    userId: entry.userId,
    clientId: entry.clientId,
    address: entry.address ?? addressOf(entry.actor),
    subjectId: entry.subjectId,
    details: entry.details ?? {},
  };
}

function addressOf(actor: Actor): string | undefined {
  if (actor.type !== 'user' && actor.type !== 'client') return undefined;
  return actor.access?.address ?? actor.address;
}

/** Who it was stays; what they were allowed then does not. */
function recorded(actor: Actor): Actor {
  if (actor.type !== 'user' && actor.type !== 'client') return actor;
  const { access: _, address: __, ...who } = actor;
  return who;
}
