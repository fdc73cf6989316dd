import type { Kysely } from 'kysely';
import type { AuditStore } from '../../domain/audit/audit-store.ts';
import { sqlAuditPageStore } from './audit-page-store.ts';
import { toAuditRow } from './audit-rows.ts';
import { prepareQuery } from './prepared-query.ts';
import type { AuditEventRow } from './schema/operation-tables.ts';
import type { Schema } from './schema.ts';

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
  const pages = sqlAuditPageStore(db);
  return {
    async append(event) {
      await insert(db, toAuditRow(event));
    },
    list: ({ limit = 100, ...filter } = {}) =>
      pages.list({ ...filter, limit, sight: { within: 'all', ownUserId: undefined } }),
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
  // No event is left by which anybody could ask for them.
  await db.deleteFrom('deleted_clients').where('deleted_at', '<', before).execute();
  return Number(numDeletedRows);
}
