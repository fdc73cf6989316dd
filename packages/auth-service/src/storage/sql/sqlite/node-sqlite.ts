import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Distinct statements are few (the stores' own), but batches differ in length. */
const CACHED_STATEMENTS = 256;

/**
 * Pages (4 KiB) after which the log is moved into the file. Each move waits for the disk; a larger log
 * makes moves rarer, and pages that were written several times move once.
 */
const CHECKPOINT_PAGES = 8_000;

/** How long a write waits for another process's, for example the command line's. */
const BUSY_TIMEOUT_MS = 5_000;

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Opens a database file with `node:sqlite` in the shape that Kysely's SQLite dialect expects.
 * WAL lets readers and one writer work side by side, also across processes; `synchronous = NORMAL`
 * loses at most the last moments when the machine (not the process) dies, never the file.
 *
 * @param location path of the file, or `:memory:`
 */
export function openNodeSqlite(location: string): SqliteDatabase {
  if (location !== ':memory:') createForOwnerOnly(location);
  const database = new DatabaseSync(location, {
    timeout: BUSY_TIMEOUT_MS,
    enableForeignKeyConstraints: true,
  });
  enterWal(database);
  database.exec(`PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};`);
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

/**
 * A new file is its owner's alone, as are the log files that SQLite makes like it; one that exists keeps the
 * mode that somebody has given it. What is in the way is SQLite's to say.
 */
function createForOwnerOnly(location: string): void {
  try {
    closeSync(openSync(location, 'a', 0o600));
  } catch {}
}

/** Switching a new file to WAL is the one thing for which SQLite does not wait its busy timeout. */
function enterWal(database: DatabaseSync): void {
  const deadline = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL;');
      return;
    } catch (error) {
      const busy = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
      if (!busy || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** Rows come as arrays and become objects here: half as dear as letting the binding make objects. */
function kyselyStatement(statement: StatementSync): SqliteStatement {
  const names = statement.columns().map(({ column, name }) => name ?? column ?? '');
  statement.setReturnArrays(true);
  const toRow = (values: readonly unknown[]): Record<string, unknown> => {
    const row: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index++) row[names[index] ?? ''] = values[index];
    return row;
  };
  // `setReturnArrays` is not visible in the types of what `all` answers.
  const all = (parameters: readonly unknown[]) =>
    statement.all(...(parameters as SQLInputValue[])) as unknown as unknown[][];
  return {
    reader: names.length > 0,
    all: (parameters) => all(parameters).map(toRow),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => all(parameters).map(toRow).values(),
  };
}
