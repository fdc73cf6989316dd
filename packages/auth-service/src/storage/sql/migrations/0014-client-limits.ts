import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A limit of a client's own; null: only the service's. */
export const clientLimits: Migration = {
  async up({ schema }: Kysely<unknown>) {
    await schema
      .alterTable('clients')
      .addColumn('requests_per_minute', 'integer', (c) =>
        c.check(sql`requests_per_minute between 1 and 1000000`),
      )
      .execute();
  },
};
