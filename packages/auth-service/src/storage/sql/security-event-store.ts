import type { SecurityEventType } from '@casement/server-sdk/contract';
import type { Kysely } from 'kysely';
import type { SecurityEvent } from '../../domain/security-event/security-event.ts';
import type { SecurityEventStore } from '../../domain/security-event/security-event-store.ts';
import { prepareQuery } from './prepared-query.ts';
import type { SecurityEventRow } from './schema/operation-tables.ts';
import type { Schema } from './schema.ts';

/** Rows per insert: well below every database's limit of parameters. */
const BATCH = 500;

const newest = prepareQuery<object, { newest: number }>((db) =>
  db.selectFrom('security_event_head').select('newest'),
);

export function sqlSecurityEventStore(db: Kysely<Schema>): SecurityEventStore {
  return {
    async append(events) {
      if (events.length === 0) return;
      // One row for all writers: its lock makes the order of places the order of commits, on databases
      // with several writers too, where a reader could otherwise pass over a slower writer's event.
      const head = await db
        .updateTable('security_event_head')
        .set((set) => ({ newest: set('newest', '+', events.length) }))
        .returning('newest')
        .executeTakeFirstOrThrow();
      const first = Number(head.newest) - events.length + 1;
      const rows = events.map((event, index) => ({
        sequence: first + index,
        at: event.at,
        type: event.type,
        client_id: event.clientId ?? null,
        user_id: event.userId ?? null,
        session_id: event.sessionId ?? null,
        jti: event.jti ?? null,
      }));
      for (let start = 0; start < rows.length; start += BATCH) {
        await db
          .insertInto('security_events')
          .values(rows.slice(start, start + BATCH))
          .execute();
      }
    },
    async listAfter(sequence, limit) {
      const rows = await db
        .selectFrom('security_events')
        .selectAll()
        .where('sequence', '>', sequence)
        .orderBy('sequence')
        .limit(limit)
        .execute();
      return rows.map(toSecurityEvent);
    },
    async newestSequence() {
      const { rows } = await newest(db, {});
      return Number(rows[0]?.newest ?? 0);
    },
    async isTokenRevoked(jti) {
      const row = await db
        .selectFrom('security_events')
        .select('sequence')
        .where('jti', '=', jti)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    async sweep(before, limit) {
      const old = db
        .selectFrom('security_events')
        .select('sequence')
        .where('at', '<', before)
        .limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom('security_events')
        .where('sequence', 'in', old)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

/** The cast holds because `append` is the only writer. */
function toSecurityEvent(row: SecurityEventRow): SecurityEvent {
  return {
    sequence: row.sequence,
    at: row.at,
    type: row.type as SecurityEventType,
    clientId: row.client_id ?? undefined,
    userId: row.user_id ?? undefined,
    sessionId: row.session_id ?? undefined,
    jti: row.jti ?? undefined,
  };
}
