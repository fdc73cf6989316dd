import { type Dialect, SqliteAdapter, type SqliteDatabase, SqliteDialect } from 'kysely';
import { TurnDriver } from './turn-driver.ts';

class TurnAdapter extends SqliteAdapter {
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
  return {
    createAdapter: () => new TurnAdapter(),
    createDriver: () => new TurnDriver(database),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}
