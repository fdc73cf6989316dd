import type { Kysely } from 'kysely';
import type { AuditEvent } from '../../domain/audit/audit-event.ts';
import type { AuditStore } from '../../domain/audit/audit-store.ts';
import { isWebhookEventType, webhookBody } from '../../domain/webhook/webhook-event.ts';
import type { DeliveryState, WebhookStore } from '../../domain/webhook/webhook-store.ts';
import { prepareQuery } from './prepared-query.ts';
import type { Schema } from './schema.ts';

interface Enqueued {
  event_id: string;
  type: string;
  body: string;
  at: number;
  client_id: string;
}

/**
 * A row for every active endpoint that wants the event and may know of it: whose organization the client
 * works for, or that is of none. Costs next to nothing where there are no endpoints.
 */
const enqueue = prepareQuery<Enqueued, unknown>((db, parameter) => {
  const client = parameter('client_id');
  const organizations = db
    .selectFrom('clients')
    .innerJoin('teams', 'teams.id', 'clients.team_id')
    .select('teams.organization_id as organization')
    .where('clients.id', '=', client)
    .union(
      db
        .selectFrom('client_restrictions')
        .select('node_id as organization')
        .where('client_id', '=', client)
        .where('node_type', '=', 'organization'),
    )
    .union(
      db
        .selectFrom('client_restrictions')
        .innerJoin('teams', 'teams.id', 'client_restrictions.node_id')
        .select('teams.organization_id as organization')
        .where('client_id', '=', client)
        .where('node_type', '=', 'team'),
    )
    .union(
      db
        .selectFrom('client_roles')
        .select('node_id as organization')
        .where('client_id', '=', client)
        .where('node_type', '=', 'organization'),
    )
    .union(
      db
        .selectFrom('client_roles')
        .innerJoin('teams', 'teams.id', 'client_roles.node_id')
        .select('teams.organization_id as organization')
        .where('client_id', '=', client)
        .where('node_type', '=', 'team'),
    )
    .union(
      db
        .selectFrom('client_roles')
        .innerJoin('apps', 'apps.id', 'client_roles.node_id')
        .innerJoin('teams', 'teams.id', 'apps.team_id')
        .select('teams.organization_id as organization')
        .where('client_id', '=', client)
        .where('node_type', '=', 'app'),
    );
  return db
    .insertInto('webhook_deliveries')
    .columns([
      ...(['event_id', 'endpoint_id', 'type', 'body', 'state'] as const),
      ...(['available_at', 'attempts', 'created_at'] as const),
    ])
    .expression((from) =>
      from
        .selectFrom('webhook_endpoints as endpoint')
        .select((select) => [
          select.val(parameter('event_id')).as('event_id'),
          'endpoint.id',
          select.val(parameter('type')).as('type'),
          select.val(parameter('body')).as('body'),
          select.val<DeliveryState>('pending').as('state'),
          select.val(parameter('at')).as('available_at'),
          select.lit(0).as('attempts'),
          select.val(parameter('at')).as('created_at'),
        ])
        .where('endpoint.status', '=', 'active')
        .where((where) =>
          where.or([
            where('endpoint.all_events', '=', 1),
            where.exists(
              where
                .selectFrom('webhook_subscriptions as subscription')
                .select('subscription.type')
                .whereRef('subscription.endpoint_id', '=', 'endpoint.id')
                .where('subscription.type', '=', parameter('type')),
            ),
          ]),
        )
        .where((where) =>
          where.or([
            where('endpoint.organization_id', 'is', null),
            where('endpoint.organization_id', 'in', organizations),
          ]),
        ),
    );
});

export function sqlWebhookOutbox(db: Kysely<Schema>): Pick<WebhookStore, 'enqueue' | 'enqueueFor'> {
  return {
    async enqueue({ id, type, at, clientId = '' }, body) {
      await enqueue(db, { event_id: id, type, body, at, client_id: clientId });
    },
    async enqueueFor(endpointId, { eventId, type, body }, at) {
      await db
        .insertInto('webhook_deliveries')
        .values({
          event_id: eventId,
          endpoint_id: endpointId,
          ...{ type, body, state: 'pending', claim: null, attempts: 0 },
          available_at: at,
          created_at: at,
          settled_at: null,
        })
        .execute();
    },
  };
}

/** The audit store, which is where every event passes: what endpoints are told of goes to the outbox too. */
export function feedingWebhooks(
  audit: AuditStore,
  { enqueue }: Pick<WebhookStore, 'enqueue'>,
): AuditStore {
  return {
    ...audit,
    async append(event: AuditEvent) {
      await audit.append(event);
      if (isWebhookEventType(event.type)) await enqueue(event, webhookBody(event));
    },
  };
}
