import type { ExpressionBuilder, Kysely } from 'kysely';
import type { AuditPageStore, SeenEvents } from '../../domain/audit/audit-page-store.ts';
import { toAuditEvent } from './audit-rows.ts';
import type { Schema } from './schema.ts';
import { clientsWithin } from './visible-clients.ts';

export function sqlAuditPageStore(db: Kysely<Schema>): AuditPageStore {
  const seenEvents = (query: SeenEvents) =>
    db.selectFrom('audit_events').where((where) => isSeen(db, where, query));
  return {
    async list({ after, limit, ...query }) {
      let events = seenEvents(query).selectAll();
      if (after !== undefined) {
        const [at = '', id = ''] = after.split('.');
        events = events.where((where) =>
          where(where.refTuple('at', 'id'), '<', where.tuple(Number(at), id)),
        );
      }
      const rows = await events.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(toAuditEvent);
    },
    async count(query, most) {
      const some = seenEvents(query).select('id').limit(most);
      const { found } = await db
        .selectFrom(some.as('some'))
        .select(({ fn }) => fn.countAll<number>().as('found'))
        .executeTakeFirstOrThrow();
      return Number(found);
    },
  };
}

function isSeen(
  db: Kysely<Schema>,
  where: ExpressionBuilder<Schema, 'audit_events'>,
  { sight: { within, ownUserId }, ...filter }: SeenEvents,
) {
  const equal = {
    type: filter.type,
    outcome: filter.outcome,
    client_id: filter.clientId,
    user_id: filter.userId,
    actor_user_id: filter.actorUserId,
    actor_client_id: filter.actorClientId,
  };
  const conditions = Object.entries(equal)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => where(column as keyof typeof equal, '=', value ?? null));
  if (filter.since !== undefined) conditions.push(where('at', '>=', filter.since));
  if (filter.until !== undefined) conditions.push(where('at', '<', filter.until));
  if (within !== 'all') {
    const own = (['user_id', 'actor_user_id'] as const).map((column) =>
      where(column, '=', ownUserId ?? null),
    );
    conditions.push(
      where.or([
        where('client_id', 'in', clientsWithin(db, within)),
        ...(ownUserId === undefined ? [] : own),
      ]),
    );
  }
  return where.and(conditions);
}
