import type { SqliteDatabase } from 'kysely';

interface Waiter {
  committed: () => void;
  failed: (error: unknown) => void;
}

/**
 * The writes of one turn of the event loop, committed together. A commit costs SQLite more than the
 * rows in it, so under load many requests share one. Nobody hears of a successful write before the
 * commit, and each write keeps its own atomicity.
 */
export class Turn {
  readonly #database: SqliteDatabase;
  #waiters: Waiter[] = [];
  #open = false;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /**
   * Begins the turn unless it is open; answers whether it did. Takes the write lock at once: a
   * transaction that reads first and writes later fails when another process wrote in between, this
   * one waits for that process.
   */
  begin(): boolean {
    if (this.#open) return false;
    this.#run('begin immediate');
    this.#open = true;
    return true;
  }

  afterCommit(committed: () => void, failed: (error: unknown) => void): void {
    this.#waiters.push({ committed, failed });
  }

  commit(): void {
    if (!this.#open) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    this.#open = false;
    try {
      this.#run('commit');
    } catch (error) {
      this.#rollBack();
      for (const { failed } of waiters) failed(error);
      return;
    }
    for (const { committed } of waiters) committed();
  }

  #rollBack(): void {
    try {
      this.#run('rollback');
    } catch {
      // SQLite has rolled back by itself already, as it does when the disk is full.
    }
  }

  #run(sql: string): void {
    this.#database.prepare(sql).run([]);
  }
}
