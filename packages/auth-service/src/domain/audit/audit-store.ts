import type { Clock } from '../clock.ts';
import { newId } from '../identifier.ts';
import type { Actor, AuditEvent, AuditEventType } from './audit-event.ts';

/** Append-only: there is no way to change or remove an event. */
export interface AuditStore {
  append(event: AuditEvent): Promise<void>;
  /** Newest first. */
  list(filter?: {
    type?: AuditEventType;
    clientId?: string;
    limit?: number;
  }): Promise<AuditEvent[]>;
}

export interface AuditEntry {
  type: AuditEventType;
  actor: Actor;
  userId?: string | undefined;
  clientId?: string | undefined;
  subjectId?: string | undefined;
  details?: AuditEvent['details'];
}

/** Completes an entry with its ID and time, and appends it. */
export function recordAudit(audit: AuditStore, clock: Clock, entry: AuditEntry): Promise<void> {
  return audit.append({
    id: newId('evt'),
    at: clock(),
    type: entry.type,
    actor: entry.actor,
    userId: entry.userId,
    clientId: entry.clientId,
    subjectId: entry.subjectId,
    details: entry.details ?? {},
  });
}
