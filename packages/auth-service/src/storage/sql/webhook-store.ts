import type { Kysely } from 'kysely';
import type { WebhookEndpoint } from '../../domain/webhook/webhook-endpoint.ts';
import type { WebhookEventType } from '../../domain/webhook/webhook-event.ts';
import type { WebhookStore } from '../../domain/webhook/webhook-store.ts';
import type { WebhookEndpointRow } from './schema/webhook-tables.ts';
import type { Schema } from './schema.ts';
import { sqlWebhookDeliveries } from './webhook-deliveries.ts';
import { sqlWebhookOutbox } from './webhook-outbox.ts';

export function sqlWebhookStore(db: Kysely<Schema>): WebhookStore {
  const insertSubscriptions = async ({ id, events }: WebhookEndpoint) => {
    if (events === 'all' || events.length === 0) return;
    await db
      .insertInto('webhook_subscriptions')
      .values(events.map((type) => ({ endpoint_id: id, type })))
      .execute();
  };
  const complete = async (row: WebhookEndpointRow): Promise<WebhookEndpoint> => ({
    id: row.id,
    organizationId: row.organization_id ?? undefined,
    url: row.url,
    description: row.description ?? undefined,
    events: row.all_events === 1 ? 'all' : await selectEvents(row.id),
    status: row.status,
    createdAt: row.created_at,
    createdBy: row.created_by ?? undefined,
  });
  const selectEvents = async (id: string): Promise<WebhookEventType[]> => {
    const rows = await db
      .selectFrom('webhook_subscriptions')
      .select('type')
      .where('endpoint_id', '=', id)
      .orderBy('type')
      .execute();
    // The cast holds because `insertSubscriptions` is the only writer.
    return rows.map(({ type }) => type as WebhookEventType);
  };
  return {
    ...sqlWebhookOutbox(db),
    ...sqlWebhookDeliveries(db),
    async insertEndpoint(endpoint, { sealedSecret, sealedPrevious, previousUntil }) {
      await db
        .insertInto('webhook_endpoints')
        .values({
          id: endpoint.id,
          organization_id: endpoint.organizationId ?? null,
          ...changeable(endpoint),
          sealed_secret: sealedSecret,
          sealed_previous: sealedPrevious ?? null,
          previous_until: previousUntil ?? null,
          created_at: endpoint.createdAt,
          created_by: endpoint.createdBy ?? null,
        })
        .execute();
      await insertSubscriptions(endpoint);
    },
    async findEndpoint(id) {
      const row = await db
        .selectFrom('webhook_endpoints')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row && complete(row);
    },
    async listEndpoints() {
      const rows = await db
        .selectFrom('webhook_endpoints')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      const endpoints: WebhookEndpoint[] = [];
      for (const row of rows) endpoints.push(await complete(row));
      return endpoints;
    },
    async updateEndpoint(endpoint) {
      await db
        .updateTable('webhook_endpoints')
        .set(changeable(endpoint))
        .where('id', '=', endpoint.id)
        .execute();
      await db.deleteFrom('webhook_subscriptions').where('endpoint_id', '=', endpoint.id).execute();
      await insertSubscriptions(endpoint);
    },
    async findSecrets(id) {
      const row = await db
        .selectFrom('webhook_endpoints')
        .select(['sealed_secret', 'sealed_previous', 'previous_until'])
        .where('id', '=', id)
        .executeTakeFirst();
      return (
        row && {
          sealedSecret: row.sealed_secret,
          sealedPrevious: row.sealed_previous ?? undefined,
          previousUntil: row.previous_until ?? undefined,
        }
      );
    },
    async setSecrets(id, { sealedSecret, sealedPrevious = null, previousUntil = null }) {
      await db
        .updateTable('webhook_endpoints')
        .set({
          sealed_secret: sealedSecret,
          sealed_previous: sealedPrevious,
          previous_until: previousUntil,
        })
        .where('id', '=', id)
        .execute();
    },
    async deleteEndpoint(id) {
      // Subscriptions, deliveries and attempts go with it: foreign keys of theirs say so.
      await db.deleteFrom('webhook_endpoints').where('id', '=', id).execute();
    },
  };
}

const changeable = ({ url, description, events, status }: WebhookEndpoint) => ({
  url,
  description: description ?? null,
  all_events: events === 'all' ? 1 : 0,
  status,
});
