import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Endpoints that are told of events, the outbox of deliveries, and the log of attempts. */
export const webhooks: Migration = {
  async up({ schema }: Kysely<unknown>) {
    await schema
      .createTable('webhook_endpoints')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('organization_id', 'text', (c) => c.references('organizations.id'))
      .addColumn('url', 'text', (c) => c.notNull())
      .addColumn('description', 'text')
      .addColumn('all_events', 'integer', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('sealed_secret', 'text', (c) => c.notNull())
      .addColumn('sealed_previous', 'text')
      .addColumn('previous_until', 'bigint')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.references('users.id'))
      .execute();
    await schema
      .createTable('webhook_subscriptions')
      .addColumn('endpoint_id', 'text', (c) =>
        c.notNull().references('webhook_endpoints.id').onDelete('cascade'),
      )
      .addColumn('type', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('webhook_subscriptions_key', ['endpoint_id', 'type'])
      .execute();
    await schema
      .createTable('webhook_deliveries')
      .addColumn('event_id', 'text', (c) => c.notNull())
      .addColumn('endpoint_id', 'text', (c) =>
        c.notNull().references('webhook_endpoints.id').onDelete('cascade'),
      )
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('claim', 'text')
      .addColumn('available_at', 'bigint', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('settled_at', 'bigint')
      .addPrimaryKeyConstraint('webhook_deliveries_key', ['event_id', 'endpoint_id'])
      .execute();
    // Most are settled: what is looked for every second is the few that are not.
    await schema
      .createIndex('webhook_deliveries_due')
      .on('webhook_deliveries')
      .column('available_at')
      .where(sql.ref('state'), '=', 'pending')
      .execute();
    await schema
      .createIndex('webhook_deliveries_next')
      .on('webhook_deliveries')
      .columns(['endpoint_id', 'available_at', 'event_id'])
      .where(sql.ref('state'), '=', 'pending')
      .execute();
    await schema
      .createIndex('webhook_deliveries_endpoint')
      .on('webhook_deliveries')
      .columns(['endpoint_id', 'created_at'])
      .execute();
    await schema
      .createIndex('webhook_deliveries_age')
      .on('webhook_deliveries')
      .column('created_at')
      .execute();
    await schema
      .createTable('webhook_attempts')
      .addColumn('event_id', 'text', (c) => c.notNull())
      .addColumn('endpoint_id', 'text', (c) => c.notNull())
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('duration', 'integer', (c) => c.notNull())
      .addColumn('status', 'integer')
      .addColumn('error', 'text')
      .addPrimaryKeyConstraint('webhook_attempts_key', ['event_id', 'endpoint_id', 'number'])
      .addForeignKeyConstraint(
        'webhook_attempts_delivery',
        ['event_id', 'endpoint_id'],
        'webhook_deliveries',
        ['event_id', 'endpoint_id'],
        (c) => c.onDelete('cascade'),
      )
      .execute();
  },
};
