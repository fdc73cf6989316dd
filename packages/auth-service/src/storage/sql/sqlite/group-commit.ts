import type { Kysely, SqliteDatabase } from 'kysely';
import type { Storage, Stores } from '../../../domain/storage.ts';
import type { Schema } from '../schema.ts';

/** Bounds how long the write lock is held, and with it the wait of another process. */
const MAX_BATCH = 64;

interface Unit {
  work: (stores: Stores) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * Runs transactions that are wanted at the same moment one after the other, each in a savepoint of its
 * own, and commits them together. SQLite has one writer, and a commit costs it more than the writes:
 * so the busier the service, the less each transaction pays. Nobody hears of success before the commit.
 *
 * @param db on `database`, its only connection
 * @param storesOn the stores on one connection
 */
export function groupCommit(
  db: Kysely<Schema>,
  database: SqliteDatabase,
  storesOn: (connection: Kysely<Schema>) => Stores,
): Storage['transaction'] {
  let queue: Unit[] = [];
  let draining = false;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, MAX_BATCH);
      queue = queue.slice(MAX_BATCH);
      try {
        for (const settle of await commitTogether(batch)) settle();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    draining = false;
  }

  // While the connection is held nobody else uses the database, so it may be spoken to directly.
  const run = (statement: string) => database.prepare(statement).run([]);

  const commitTogether = (batch: readonly Unit[]): Promise<(() => void)[]> =>
    db.connection().execute(async (connection) => {
      const stores = storesOn(connection);
      const outcomes: (() => void)[] = [];
      run('begin immediate');
      try {
        for (const unit of batch) outcomes.push(await attempt(stores, unit));
        run('commit');
        return outcomes;
      } catch (error) {
        rollBack();
        throw error;
      }
    });

  /** What one unit wrote is undone when it throws; the others of the batch stand. */
  async function attempt(stores: Stores, { work, resolve, reject }: Unit): Promise<() => void> {
    run('savepoint unit');
    try {
      const value = await work(stores);
      run('release unit');
      return () => resolve(value);
    } catch (error) {
      run('rollback to unit');
      run('release unit');
      return () => reject(error);
    }
  }

  function rollBack(): void {
    try {
      run('rollback');
    } catch {
      // After some faults (a full disk) SQLite has rolled back by itself and knows no transaction.
    }
  }

  return <T>(work: (stores: Stores) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      queue.push({ work, resolve: (value) => resolve(value as T), reject });
      if (draining) return;
      draining = true;
      // After the requests that have come in by now: they go into the same commit.
      setImmediate(() => void drain());
    });
}
