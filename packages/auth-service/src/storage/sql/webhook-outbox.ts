import type { Kysely } from 'kysely';
import type { AuditEvent } from '../../domain/audit/audit-event.ts';
import type { AuditStore } from '../../domain/audit/audit-store.ts';
import { isWebhookEventType, webhookBodies } from '../../domain/webhook/webhook-event.ts';
import type { DeliveryState, WebhookStore } from '../../domain/webhook/webhook-store.ts';
import { prepareQuery } from './prepared-query.ts';
import type { Schema } from './schema.ts';

interface Enqueued {
  event_id: string;
  type: string;
  whole: string;
  of_own_user: string;
  of_another: string;
  at: number;
  client_id: string;
  subject_id: string;
  /** The user who did it. */
  user_id: string;
}

type Parameter = <K extends keyof Enqueued>(name: K) => Enqueued[K];

/** For which organizations a client works: by its team, its restriction, its roles. */
const organizationsOfClient = (db: Kysely<Schema>, parameter: Parameter) => {
  const client = parameter('client_id');
  return db
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
};

/** Whose a session is: its own team's, wherever its client has moved since. */
const organizationsOfSession = (db: Kysely<Schema>, parameter: Parameter) =>
  db
    .selectFrom('embedded_sessions')
    .innerJoin('teams', 'teams.id', 'embedded_sessions.team_id')
    .select('teams.organization_id as organization')
    .where('embedded_sessions.id', '=', parameter('subject_id'));

/**
 * A row for every active endpoint that wants the event and may know of it: of an organization that it
 * concerns, or of none. Each gets what it may know. Costs next to nothing where there are no endpoints.
 */
const enqueueAmong = (
  organizations: typeof organizationsOfClient | typeof organizationsOfSession,
) =>
  prepareQuery<Enqueued, unknown>((db, parameter) =>
    db
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
            select
              .case()
              .when('endpoint.organization_id', 'is', null)
              .then(parameter('whole'))
              .when(
                select.exists(
                  select
                    .selectFrom('memberships')
                    .innerJoin('teams', 'teams.id', 'memberships.team_id')
                    .select('memberships.team_id')
                    .where('memberships.user_id', '=', parameter('user_id'))
                    .whereRef('teams.organization_id', '=', 'endpoint.organization_id'),
                ),
              )
              .then(parameter('of_own_user'))
              .else(parameter('of_another'))
              .end()
              .as('body'),
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
              where('endpoint.organization_id', 'in', organizations(db, parameter)),
            ]),
          ),
      )
      // Whom a change concerned before it may be told already.
      .onConflict((conflict) => conflict.doNothing()),
  );

const enqueueClient = enqueueAmong(organizationsOfClient);
const enqueueSession = enqueueAmong(organizationsOfSession);

export function sqlWebhookOutbox(db: Kysely<Schema>): Pick<WebhookStore, 'enqueue' | 'enqueueFor'> {
  return {
    async enqueue(event) {
      const { id, type, at, actor, clientId = '', subjectId = '' } = event;
      if (!isWebhookEventType(type)) return;
      const { whole, ofOwnUser, ofAnother } = webhookBodies(event);
      const enqueue = type.startsWith('session.') ? enqueueSession : enqueueClient;
      await enqueue(db, {
        ...{ event_id: id, type, at, client_id: clientId, subject_id: subjectId },
        ...{ whole, of_own_user: ofOwnUser, of_another: ofAnother },
        user_id: actor.type === 'user' ? actor.userId : '',
      });
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
      await enqueue(event);
    },
  };
}
