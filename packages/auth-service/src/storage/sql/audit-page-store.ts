import type { Kysely } from 'kysely';
import type { AuditPageStore } from '../../domain/audit/browse-audit.ts';
import { toAuditEvent } from './audit-store.ts';
import type { Schema } from './schema.ts';
import { clientsWithin } from './visible-clients.ts';

export function sqlAuditPageStore(db: Kysely<Schema>): AuditPageStore {
  return {
    async list({ sight: { within, ownUserId }, after, limit, ...filter }) {
      let query = db.selectFrom('audit_events').selectAll();
      if (within !== 'all') {
        query = query.where((where) =>
          where.or([
            where('client_id', 'in', clientsWithin(db, within)),
            ...(ownUserId === undefined
              ? []
              : [where('user_id', '=', ownUserId), where('actor_user_id', '=', ownUserId)]),
          ]),
        );
      }
      const equal = {
        type: filter.type,
        outcome: filter.outcome,
        client_id: filter.clientId,
        user_id: filter.userId,
        actor_user_id: filter.actorUserId,
        actor_client_id: filter.actorClientId,
      };
      for (const [column, value] of Object.entries(equal)) {
        if (value !== undefined) query = query.where(column as keyof typeof equal, '=', value);
      }
      if (filter.since !== undefined) query = query.where('at', '>=', filter.since);
      if (filter.until !== undefined) query = query.where('at', '<', filter.until);
      if (after !== undefined) {
        const [at = '', id = ''] = after.split(' ');
        query = query.where((where) =>
          where(where.refTuple('at', 'id'), '<', where.tuple(Number(at), id)),
        );
      }
      const rows = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(toAuditEvent);
    },
  };
}
