import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Indexes of the audit log in the order in which it is read, and some for what is rare in it. Not for users
 * nor acting clients: every event would cost twice as much to write.
 */
export const auditIndexes: Migration = {
  async up({ schema }: Kysely<unknown>) {
    for (const index of ['at', 'client', 'actor_user']) {
      await schema.dropIndex(`audit_events_${index}`).execute();
    }
    const index = (name: string, columns: readonly string[]) =>
      schema
        .createIndex(`audit_events_by_${name}`)
        .on('audit_events')
        .columns([...columns, 'at', 'id']);
    await index('time', []).execute();
    await index('client', ['client_id']).where('client_id', 'is not', null).execute();
    await index('actor_user', ['actor_user_id']).where('actor_user_id', 'is not', null).execute();
    await index('type', ['type']).execute();
    await index('outcome', ['outcome']).where('outcome', '<>', sql.lit('success')).execute();
  },
};
