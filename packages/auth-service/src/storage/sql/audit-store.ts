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
    address: parameter('address'),
    outcome: parameter('outcome'),
    actor_user_id: parameter('actor_user_id'),
    actor_client_id: parameter('actor_client_id'),
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
        address: event.address ?? null,
        outcome: event.outcome,
        ...actorColumns(event.actor),
      });
    },
    async list({ type, clientId, userId, since, until, limit = 100 } = {}) {
      let query = db.selectFrom('audit_events').selectAll();
      if (type !== undefined) query = query.where('type', '=', type);
      if (clientId !== undefined) query = query.where('client_id', '=', clientId);
      if (userId !== undefined) query = query.where('user_id', '=', userId);
      if (since !== undefined) query = query.where('at', '>=', since);
      if (until !== undefined) query = query.where('at', '<', until);
      const rows = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(toAuditEvent);
    },
    removeBefore: (before, limit) => removeBefore(db, before, limit),
  };
}

/** Opens the database's own gate (see `AuditRetentionRow`) for one batch, and shuts it again. */
async function removeBefore(db: Kysely<Schema>, before: number, limit: number): Promise<number> {
  const setGate = (deleteBefore: number) =>
    db.updateTable('audit_retention').set({ delete_before: deleteBefore }).execute();
  await setGate(before);
  const old = db.selectFrom('audit_events').select('id').where('at', '<', before).limit(limit);
  const { numDeletedRows } = await db
    .deleteFrom('audit_events')
    .where('id', 'in', old)
    .executeTakeFirstOrThrow();
  await setGate(0);
  return Number(numDeletedRows);
}

/** By whom, and through which client. */
function actorColumns(actor: Actor): Pick<AuditEventRow, 'actor_user_id' | 'actor_client_id'> {
  if (actor.type === 'client') return { actor_user_id: null, actor_client_id: actor.clientId };
  if (actor.type !== 'user') return { actor_user_id: null, actor_client_id: null };
  return { actor_user_id: actor.userId, actor_client_id: actor.throughClient ?? null };
}

/** The casts hold because `append` is the only writer. */
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
