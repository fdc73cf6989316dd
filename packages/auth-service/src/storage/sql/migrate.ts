import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { embeddedSessions } from './migrations/0001-embedded-sessions.ts';
import { securityEvents } from './migrations/0002-security-events.ts';
import type { Schema } from './schema.ts';

/** In order of their names; a migration that was released is never edited. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-embedded-sessions': embeddedSessions,
  '0002-security-events': securityEvents,
};

/** Brings the database to the newest schema. Safe when several processes start at once. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
