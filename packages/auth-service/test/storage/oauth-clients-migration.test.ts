import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { embeddedSessions } from '../../src/storage/sql/migrations/0001-embedded-sessions.ts';
import { securityEvents } from '../../src/storage/sql/migrations/0002-security-events.ts';
import { auditIntegrity } from '../../src/storage/sql/migrations/0003-audit-integrity.ts';
import type { Schema } from '../../src/storage/sql/schema.ts';
import { openNodeSqlite } from '../../src/storage/sql/sqlite/node-sqlite.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';
import { sqliteDialect } from '../../src/storage/sql/sqlite/sqlite-dialect.ts';
import { sqliteSchema } from '../../src/storage/sql/sqlite/sqlite-schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { RECORD } from './contracts/seed.ts';

test('embedded clients of an older database keep their team, mode, origins and secrets', async () => {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'older.db');
  const older = new Kysely<Schema>({ dialect: sqliteDialect(openNodeSqlite(file)) });
  const { error } = await new Migrator({
    db: older,
    provider: {
      getMigrations: async () => ({
        '0001-embedded-sessions': embeddedSessions,
        '0002-security-events': securityEvents,
        '0003-audit-integrity': auditIntegrity(sqliteSchema),
      }),
    },
  }).migrateToLatest();
  expect(error).toBeUndefined();
  await older.insertInto('organizations').values({ id: 'o', name: 'O', created_at: 1 }).execute();
  await sql`insert into teams (id, organization_id, name, created_at)
    values ('t', 'o', 'Ärø Øst', 1), ('t2', 'o', 'aro ost', 2), ('t3', 'o', '…', 3)`.execute(older);
  await sql`insert into clients (id, type, name, team_id, user_mode, access_token_lifetime, status, created_at)
    values ('wall', 'embedded', 'Wall', 't', 'dynamic', 300, 'disabled', 1)`.execute(older);
  await older
    .insertInto('client_origins')
    .values({ client_id: 'wall', origin: 'https://a.example' })
    .execute();
  const secret = { id: 's', client_id: 'wall', name: 'n', hash: 'h', prefix: 'p', created_at: 1 };
  await older
    .insertInto('client_secrets')
    .values({ ...secret, expires_at: null, revoked_at: null, last_used_at: null })
    .execute();
  await older.destroy();

  const storage = await openSqlite(file);
  try {
    const { clients } = storage.stores;
    expect(await clients.find('wall')).toMatchObject({
      type: 'embedded',
      status: 'inactive',
      teamId: 't',
      userMode: 'dynamic',
      allowedOrigins: ['https://a.example'],
    });
    const slugs = (await storage.stores.directory.listTeams()).map(({ slug }) => slug);
    expect(slugs).toEqual(['aro-ost', 'aro-ost-2', 'team']);
    expect(await clients.listSecrets('wall')).toMatchObject([{ id: 's', hash: 'h' }]);
    await expect(
      clients.insert({
        id: 'other',
        type: 'embedded',
        name: 'Other',
        teamId: 'nowhere',
        userMode: 'dynamic',
        staticUserId: undefined,
        ...RECORD,
        accessTokenLifetime: 300,
        allowedOrigins: [],
      }),
      'the reference to teams is still held',
    ).rejects.toThrow();
  } finally {
    await storage.close();
    await folder.remove();
  }
});
