import type { Kysely } from 'kysely';
import type { Actor, AuditEvent, AuditEventType } from '../../domain/audit/audit-event.ts';
import type { AuditStore } from '../../domain/audit/audit-store.ts';
import { prepareQuery } from './prepared-query.ts';
import type { AuditEventRow, Schema } from './schema.ts';

const insert = prepareQuery<AuditEventRow, unknown>((db, parameter) =>
  db.insertInto('audit_events').values({
    id: parameter('id'),
    at: parameter('at'),
    type: parameter('type'),
    actor: parameter('actor'),
    user_id: parameter('user_id'),
    client_id: parameter('client_id'),
    subject_id: parameter('subject_id'),
    details: parameter('details'),
  }),
);

export function sqlAuditStore(db: Kysely<Schema>): AuditStore {
  return {
    async append(event) {
      await insert(db, {
        id: event.id,
        at: event.at,
        type: event.type,
        actor: JSON.stringify(event.actor),
        user_id: event.userId ?? null,
        client_id: event.clientId ?? null,
        subject_id: event.subjectId ?? null,
        details: JSON.stringify(event.details),
      });
    },
    async list({ type, clientId, limit = 100 } = {}) {
      let query = db.selectFrom('audit_events').selectAll();
      if (type !== undefined) query = query.where('type', '=', type);
      if (clientId !== undefined) query = query.where('client_id', '=', clientId);
      const rows = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(toAuditEvent);
    },
  };
}

/** The casts hold because `append` is the only writer. */
function toAuditEvent(row: AuditEventRow): AuditEvent {
  return {
    id: row.id,
    at: row.at,
    type: row.type as AuditEventType,
    actor: JSON.parse(row.actor) as Actor,
    userId: row.user_id ?? undefined,
    clientId: row.client_id ?? undefined,
    subjectId: row.subject_id ?? undefined,
    details: JSON.parse(row.details) as AuditEvent['details'],
  };
}
