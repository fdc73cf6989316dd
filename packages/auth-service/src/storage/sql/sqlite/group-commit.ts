import { CompiledQuery, type Kysely } from 'kysely';
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
 * @param storesOn the stores on one connection
 */
export function groupCommit(
  db: Kysely<Schema>,
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

  const commitTogether = (batch: readonly Unit[]): Promise<(() => void)[]> =>
    db.connection().execute(async (connection) => {
      const stores = storesOn(connection);
      const outcomes: (() => void)[] = [];
      await run(connection, 'begin immediate');
      try {
        for (const unit of batch) outcomes.push(await attempt(connection, stores, unit));
        await run(connection, 'commit');
        return outcomes;
      } catch (error) {
        // After some faults (a full disk) SQLite has rolled back by itself, and says so again here.
        await run(connection, 'rollback').catch(() => {});
        throw error;
      }
    });

  return <T>(work: (stores: Stores) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      queue.push({ work, resolve: (value) => resolve(value as T), reject });
      if (draining) return;
      draining = true;
      // After the requests that have come in by now: they go into the same commit.
      setImmediate(() => void drain());
    });
}

/** What one unit wrote is undone when it throws; the others of the batch stand. */
async function attempt(
  connection: Kysely<Schema>,
  stores: Stores,
  { work, resolve, reject }: Unit,
): Promise<() => void> {
  await run(connection, 'savepoint unit');
  try {
    const value = await work(stores);
    await run(connection, 'release unit');
    return () => resolve(value);
  } catch (error) {
    await run(connection, 'rollback to unit');
    await run(connection, 'release unit');
    return () => reject(error);
  }
}

async function run(connection: Kysely<Schema>, statement: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(statement));
}
