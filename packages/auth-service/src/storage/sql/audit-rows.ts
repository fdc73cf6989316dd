import type { Actor, AuditEvent, AuditEventType } from '../../domain/audit/audit-event.ts';
import type { AuditEventRow } from './schema.ts';

export function toAuditRow(event: AuditEvent): AuditEventRow {
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
    ...actorColumns(event.actor),
  };
}

/** By whom, and through which client. */
function actorColumns(actor: Actor): Pick<AuditEventRow, 'actor_user_id' | 'actor_client_id'> {
  if (actor.type === 'client') return { actor_user_id: null, actor_client_id: actor.clientId };
  if (actor.type !== 'user') return { actor_user_id: null, actor_client_id: null };
  return { actor_user_id: actor.userId, actor_client_id: actor.throughClient ?? null };
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
