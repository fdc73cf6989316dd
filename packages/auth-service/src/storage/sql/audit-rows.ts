import {
  type Actor,
  type AuditEvent,
  type AuditEventType,
  actorIds,
} from '../../domain/audit/audit-event.ts';
import type { AuditEventRow } from './schema/operation-tables.ts';

export function toAuditRow(event: AuditEvent): AuditEventRow {
  const by = actorIds(event.actor);
  return {
    id: event.id,
    at: event.at,
    type: event.type,
    actor: JSON.stringify(event.actor),
    user_id: event.userId ?? null,
    client_id: event.clientId ?? null,
    subject_id: event.subjectId ?? null,
    details: JSON.stringify(event.details),
    address: event.address ?? null,
    outcome: event.outcome,
    actor_user_id: by.userId ?? null,
    actor_client_id: by.clientId ?? null,
  };
}

/** The casts hold because {@link toAuditRow} made every row. */
export function toAuditEvent(row: AuditEventRow): AuditEvent {
  return {
    id: row.id,
    at: row.at,
    type: row.type as AuditEventType,
    outcome: row.outcome,
    actor: JSON.parse(row.actor) as Actor,
    userId: row.user_id ?? undefined,
    clientId: row.client_id ?? undefined,
    address: row.address ?? undefined,
    subjectId: row.subject_id ?? undefined,
    details: JSON.parse(row.details) as AuditEvent['details'],
  };
}
