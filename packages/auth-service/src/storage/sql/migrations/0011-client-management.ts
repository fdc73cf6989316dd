import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What managing clients needs: one word per status in every layer. */
export const clientManagement: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`update clients set status = 'active' where status = 'enabled'`.execute(db);
    await sql`update clients set status = 'inactive' where status = 'disabled'`.execute(db);
  },
};
