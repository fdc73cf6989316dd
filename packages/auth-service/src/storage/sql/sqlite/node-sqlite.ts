import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Distinct statements are few (the stores' own), but batches differ in length. */
const CACHED_STATEMENTS = 256;

/** How long a write waits for another process's, for example the command line's. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens a database file with `node:sqlite` in the shape that Kysely's SQLite dialect expects.
 * WAL lets readers and one writer work side by side, also across processes; `synchronous = NORMAL`
 * loses at most the last moments when the machine (not the process) dies, never the file.
 *
 * @param location path of the file, or `:memory:`
 */
export function openNodeSqlite(location: string): SqliteDatabase {
  const database = new DatabaseSync(location, {
    timeout: BUSY_TIMEOUT_MS,
    enableForeignKeyConstraints: true,
  });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(sql) {
      let statement = statements.get(sql);
      if (!statement) {
        statement = kyselyStatement(database.prepare(sql));
        if (statements.size >= CACHED_STATEMENTS) statements.clear();
        statements.set(sql, statement);
      }
      return statement;
    },
  };
}

function kyselyStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  };
}
