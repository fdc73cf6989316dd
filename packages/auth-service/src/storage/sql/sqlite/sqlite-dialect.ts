import {
  type CompiledQuery,
  type Dialect,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
} from 'kysely';
import type { DirectAdapter } from '../prepared-query.ts';
import { TurnDriver } from './turn-driver.ts';

class TurnAdapter extends SqliteAdapter implements DirectAdapter {
  readonly #driver: TurnDriver;

  constructor(driver: TurnDriver) {
    super();
    this.#driver = driver;
  }

  executeDirectly<O>(query: CompiledQuery<O>): Promise<QueryResult<O>> {
    return this.#driver.execute(query);
  }

  /** SQLite does roll DDL back; saying so makes Kysely run all migrations in one transaction. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** The driver keeps transactions apart itself; Kysely's own lock would let no two share a turn. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Kysely's SQLite dialect that shares commits, for several processes on one file. */
export function sqliteDialect(database: SqliteDatabase): Dialect {
  const dialect = new SqliteDialect({ database });
  const driver = new TurnDriver(database);
  return {
    createAdapter: () => new TurnAdapter(driver),
    createDriver: () => driver,
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}
