import { type Kysely, sql } from 'kysely';
import type { DeliveryState, WebhookStore } from '../../domain/webhook/webhook-store.ts';
import { prepareQuery } from './prepared-query.ts';
import type { Schema } from './schema.ts';

type Deliveries = Pick<
  WebhookStore,
  'hasDue' | 'claimDue' | 'settle' | 'requeue' | 'listDeliveries' | 'listAttempts' | 'sweep'
>;

/** In the text of the statement: for a parameter the index of what is pending would not be used. */
const PENDING = sql.lit<DeliveryState>('pending');

const firstDue = prepareQuery<{ now: number }, { event_id: string }>((db, parameter) =>
  db
    .selectFrom('webhook_deliveries')
    .select('event_id')
    .where('state', '=', PENDING)
    .where('available_at', '<=', parameter('now'))
    .limit(1),
);

export function sqlWebhookDeliveries(db: Kysely<Schema>): Deliveries {
  return {
    async hasDue(now) {
      return (await firstDue(db, { now })).rows.length > 0;
    },
    async claimDue(claim, { now, leaseUntil, limit, perEndpoint, except }) {
      // The first few of each endpoint, by an index: a backlog of one costs the others nothing.
      let chosen = db
        .selectFrom('webhook_endpoints as endpoint')
        .innerJoin('webhook_deliveries as due', 'due.endpoint_id', 'endpoint.id')
        .select(['due.event_id', 'due.endpoint_id'])
        .where('endpoint.status', '=', 'active')
        .where((where) =>
          where(
            'due.event_id',
            'in',
            where
              .selectFrom('webhook_deliveries as first')
              .select('first.event_id')
              .whereRef('first.endpoint_id', '=', 'endpoint.id')
              .where('first.state', '=', PENDING)
              .where('first.available_at', '<=', now)
              .orderBy('first.available_at')
              .orderBy('first.event_id')
              .limit(perEndpoint),
          ),
        )
        .orderBy('due.available_at')
        .limit(limit);
      if (except.length > 0) chosen = chosen.where('endpoint.id', 'not in', [...except]);
      const rows = await db
        .updateTable('webhook_deliveries')
        .set((set) => ({ claim, available_at: leaseUntil, attempts: set('attempts', '+', 1) }))
        .where((where) =>
          where(
            where.refTuple('event_id', 'endpoint_id'),
            'in',
            chosen.$asTuple('event_id', 'endpoint_id'),
          ),
        )
        // Again, for databases on which somebody else may have written since they were chosen.
        .where('state', '=', 'pending')
        .where('available_at', '<=', now)
        .returning(['event_id', 'endpoint_id', 'type', 'body', 'attempts'])
        .execute();
      if (rows.length === 0) return [];
      const endpoints = await db
        .selectFrom('webhook_endpoints')
        .select(['id', 'url', 'sealed_secret', 'sealed_previous', 'previous_until'])
        .where('id', 'in', [...new Set(rows.map(({ endpoint_id }) => endpoint_id))])
        .execute();
      return rows.flatMap((row) => {
        const endpoint = endpoints.find(({ id }) => id === row.endpoint_id);
        if (!endpoint) return [];
        return {
          ...{ eventId: row.event_id, endpointId: row.endpoint_id, claim },
          ...{ attempt: row.attempts, type: row.type, body: row.body, url: endpoint.url },
          sealedSecret: endpoint.sealed_secret,
          sealedPrevious: endpoint.sealed_previous ?? undefined,
          previousUntil: endpoint.previous_until ?? undefined,
        };
      });
    },
    async settle({ eventId, endpointId, claim }, attempt, next) {
      const end = attempt.at + attempt.duration;
      const { numUpdatedRows } = await db
        .updateTable('webhook_deliveries')
        .set(
          'state' in next
            ? { state: next.state, settled_at: end, claim: null }
            : { available_at: next.nextAttemptAt, claim: null },
        )
        .where('event_id', '=', eventId)
        .where('endpoint_id', '=', endpointId)
        .where('claim', '=', claim)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows !== 1n) return false;
      await db
        .insertInto('webhook_attempts')
        .values({
          event_id: eventId,
          endpoint_id: endpointId,
          ...attempt,
          status: attempt.status ?? null,
          error: attempt.error ?? null,
        })
        // A delivery that is sent again counts from one again; its log shows the last round.
        .onConflict((conflict) =>
          conflict.columns(['event_id', 'endpoint_id', 'number']).doUpdateSet((set) => ({
            at: set.ref('excluded.at'),
            duration: set.ref('excluded.duration'),
            status: set.ref('excluded.status'),
            error: set.ref('excluded.error'),
          })),
        )
        .execute();
      return true;
    },
    async requeue({ eventId, endpointId }, at) {
      const { numUpdatedRows } = await db
        .updateTable('webhook_deliveries')
        .set({ state: 'pending', available_at: at, attempts: 0, claim: null, settled_at: null })
        .where('event_id', '=', eventId)
        .where('endpoint_id', '=', endpointId)
        .where('state', '!=', 'pending')
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    async listDeliveries({ endpointId, state, limit }) {
      let query = db
        .selectFrom('webhook_deliveries')
        .selectAll()
        .where('endpoint_id', '=', endpointId);
      if (state !== undefined) query = query.where('state', '=', state);
      const rows = await query
        .orderBy('created_at', 'desc')
        .orderBy('event_id', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        ...{ eventId: row.event_id, endpointId: row.endpoint_id, type: row.type },
        ...{ state: row.state, attempts: row.attempts, createdAt: row.created_at },
        nextAttemptAt: row.available_at,
        settledAt: row.settled_at ?? undefined,
      }));
    },
    async listAttempts({ eventId, endpointId }) {
      const rows = await db
        .selectFrom('webhook_attempts')
        .select(['number', 'at', 'duration', 'status', 'error'])
        .where('event_id', '=', eventId)
        .where('endpoint_id', '=', endpointId)
        .orderBy('number')
        .execute();
      return rows.map(({ status, error, ...attempt }) => ({
        ...attempt,
        status: status ?? undefined,
        error: error ?? undefined,
      }));
    },
    async sweep(before, limit) {
      const old = db
        .selectFrom('webhook_deliveries')
        .select(['event_id', 'endpoint_id'])
        .where('created_at', '<', before)
        .limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom('webhook_deliveries')
        .where((where) =>
          where(
            where.refTuple('event_id', 'endpoint_id'),
            'in',
            old.$asTuple('event_id', 'endpoint_id'),
          ),
        )
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
