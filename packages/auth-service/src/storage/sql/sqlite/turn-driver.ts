import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  type SqliteDatabase,
} from 'kysely';
import { Turn } from './turn.ts';

/**
 * A Kysely driver on one SQLite connection. Writes join the current {@link Turn}; transactions are
 * savepoints in it, one at a time, and whatever comes meanwhile waits until the open one has ended.
 */
export class TurnDriver implements Driver {
  readonly #database: SqliteDatabase;
  readonly #turn: Turn;
  /** The connection whose transaction is open. */
  #owner: DatabaseConnection | undefined;
  /** What waits for that transaction to end, first come first served. */
  readonly #waiting: (() => void)[] = [];

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#turn = new Turn(database);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const connection: DatabaseConnection = {
      executeQuery: (query) => this.#execute(connection, query),
      // biome-ignore lint/correctness/useYield: there is nothing to yield, only to refuse.
      async *streamQuery() {
        throw new Error('Streaming is not supported: node:sqlite answers at once anyway.');
      },
    };
    return connection;
  }

  async releaseConnection(): Promise<void> {}

  /** Runs a statement that belongs to no transaction. */
  execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#owner || !SelectQueryNode.is(query.query)
      ? this.#execute(undefined, query)
      : this.#read(query);
  }

  /** The usual case, and so without the ado of the others. */
  async #read<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#query(query);
  }

  beginTransaction(connection: DatabaseConnection): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#inOrder(() => {
        try {
          this.#joinTurn();
          this.#run('savepoint work');
          this.#owner = connection;
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  commitTransaction(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#run('release work');
      this.#turn.afterCommit(resolve, reject);
      this.#endTransaction();
    });
  }

  async rollbackTransaction(): Promise<void> {
    try {
      this.#run('rollback to work');
      this.#run('release work');
    } finally {
      this.#endTransaction();
    }
  }

  async destroy(): Promise<void> {
    this.#turn.commit();
    this.#database.close();
  }

  #execute<R>(
    connection: DatabaseConnection | undefined,
    query: CompiledQuery,
  ): Promise<QueryResult<R>> {
    return new Promise((resolve, reject) => {
      if (connection && this.#owner === connection) {
        resolve(this.#query(query));
        return;
      }
      const reads = SelectQueryNode.is(query.query);
      this.#inOrder(() => {
        try {
          if (!reads) this.#joinTurn();
          const result = this.#query<R>(query);
          if (reads) resolve(result);
          else this.#turn.afterCommit(() => resolve(result), reject);
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #joinTurn(): void {
    if (this.#turn.begin()) setImmediate(() => this.#inOrder(() => this.#turn.commit()));
  }

  /** Runs at once, or when the open transaction has ended. */
  #inOrder(work: () => void): void {
    if (this.#owner) this.#waiting.push(work);
    else work();
  }

  #endTransaction(): void {
    this.#owner = undefined;
    while (!this.#owner) {
      const next = this.#waiting.shift();
      if (!next) return;
      next();
    }
  }

  #run(sql: string): void {
    this.#database.prepare(sql).run([]);
  }

  #query<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const statement = this.#database.prepare(sql);
    // The row's shape is what the query builder says it is.
    if (statement.reader) return { rows: statement.all(parameters) as R[] };
    const { changes } = statement.run(parameters);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }
}
