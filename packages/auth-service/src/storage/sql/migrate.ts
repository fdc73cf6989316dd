import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { DialectSchema } from './dialect-schema.ts';
import { embeddedSessions } from './migrations/0001-embedded-sessions.ts';
import { securityEvents } from './migrations/0002-security-events.ts';
import { auditIntegrity } from './migrations/0003-audit-integrity.ts';
import { keyRotation } from './migrations/0004-key-rotation.ts';
import { oauthClients } from './migrations/0005-oauth-clients.ts';
import { oauthArtifacts } from './migrations/0006-oauth-artifacts.ts';
import { grantTeams } from './migrations/0007-grant-teams.ts';
import { browserSessions } from './migrations/0008-browser-sessions.ts';
import { deviceFlow } from './migrations/0009-device-flow.ts';
import { clientManagement } from './migrations/0011-client-management.ts';
import { adminApi } from './migrations/0012-admin-api.ts';
import { expiryMails } from './migrations/0013-expiry-mails.ts';
import { webhooks } from './migrations/0013-webhooks.ts';
import { clientLimits } from './migrations/0014-client-limits.ts';
import { deletedClients } from './migrations/0015-deleted-clients.ts';
import { allTeamGrants } from './migrations/0016-all-team-grants.ts';
import { auditIndexes } from './migrations/0017-audit-indexes.ts';
import type { Schema } from './schema.ts';

/** In order of their names; a migration that was released is never edited. */
const migrations = (dialect: DialectSchema): Record<string, Migration> => ({
  '0001-embedded-sessions': embeddedSessions,
  '0002-security-events': securityEvents,
  '0003-audit-integrity': auditIntegrity(dialect),
  '0004-key-rotation': keyRotation,
  '0005-oauth-clients': oauthClients,
  '0006-oauth-artifacts': oauthArtifacts,
  '0007-grant-teams': grantTeams,
  '0008-browser-sessions': browserSessions,
  '0009-device-flow': deviceFlow,
  '0011-client-management': clientManagement,
  '0012-admin-api': adminApi,
  '0013-expiry-mails': expiryMails,
  '0013-webhooks': webhooks,
  '0014-client-limits': clientLimits,
  '0015-deleted-clients': deletedClients,
  '0016-all-team-grants': allTeamGrants,
  '0017-audit-indexes': auditIndexes,
});

/** Brings the database to the newest schema. Safe when several processes start at once. */
export async function migrate(db: Kysely<Schema>, dialect: DialectSchema): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations(dialect) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
