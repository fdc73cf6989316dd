import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely } from 'kysely';
import type { Storage } from '../../../domain/storage.ts';
import { migrate } from '../migrate.ts';
import type { Schema } from '../schema.ts';
import { sqlStorage } from '../sql-storage.ts';
import { openNodeSqlite } from './node-sqlite.ts';
import { sqliteDialect } from './sqlite-dialect.ts';

interface OpenDatabase {
  db: Promise<Kysely<Schema>>;
  users: number;
}

/**
 * Files that this process has open. Everybody in the process shares one connection per file: SQLite
 * blocks the thread while it waits for a lock, so one connection would wait for the other for ever.
 */
const openFiles = new Map<string, OpenDatabase>();

/**
 * Opens (or makes) the embedded database and migrates it. Several processes may use one file.
 *
 * @param location path of the file; its folder is made if missing. `:memory:` for a throw-away one.
 */
export async function openSqlite(location: string): Promise<Storage> {
  if (location === ':memory:') return sqlStorage(await connect(location));
  const file = resolve(location);
  const database = openFiles.get(file) ?? { db: connect(file), users: 0 };
  openFiles.set(file, database);
  database.users++;
  const leave = (): boolean => {
    database.users--;
    return database.users === 0 && openFiles.delete(file);
  };
  let db: Kysely<Schema>;
  try {
    db = await database.db;
  } catch (error) {
    leave();
    throw error;
  }
  let closing: Promise<void> | undefined;
  const close = async () => {
    if (leave()) await db.destroy();
  };
  return {
    ...sqlStorage(db),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function connect(location: string): Promise<Kysely<Schema>> {
  if (location !== ':memory:') mkdirSync(dirname(location), { recursive: true, mode: 0o700 });
  const db = new Kysely<Schema>({ dialect: sqliteDialect(openNodeSqlite(location)) });
  try {
    await migrate(db);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
