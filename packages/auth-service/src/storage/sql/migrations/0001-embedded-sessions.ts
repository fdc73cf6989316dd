import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { createChallengeCodeTables } from './0001/challenge-code-tables.ts';
import { createClientTables } from './0001/client-tables.ts';
import { createDirectoryTables } from './0001/directory-tables.ts';
import { createOperationTables } from './0001/operation-tables.ts';
import { seedRoles } from './0001/seed-roles.ts';

/** Everything that embedded sessions need. */
export const embeddedSessions: Migration = {
  async up(db: Kysely<unknown>) {
    await createDirectoryTables(db);
    await createClientTables(db);
    await createChallengeCodeTables(db);
    await createOperationTables(db);
    await seedRoles(db);
  },
};
