import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import type { Storage } from '../../../domain/storage.ts';
import { migrate } from '../migrate.ts';
import type { Schema } from '../schema.ts';
import { sqlStorage } from '../sql-storage.ts';
import { openNodeSqlite } from './node-sqlite.ts';
import { sqliteDialect } from './sqlite-dialect.ts';

/**
 * Opens (or makes) the embedded database and migrates it.
 *
 * @param location path of the file; its folder is made if missing. `:memory:` for a throw-away one.
 */
export async function openSqlite(location: string): Promise<Storage> {
  if (location !== ':memory:') mkdirSync(dirname(location), { recursive: true, mode: 0o700 });
  const db = new Kysely<Schema>({
    dialect: sqliteDialect(openNodeSqlite(location)),
  });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return sqlStorage(db);
}
