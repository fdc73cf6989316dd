import { afterAll, beforeAll } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';

/** Opens a database for the tests of one contract, and closes it after them. */
export function storageUnderTest(open: () => Promise<Storage>): () => Storage {
  let storage: Storage | undefined;
  beforeAll(async () => {
    storage = await open();
  });
  afterAll(() => storage?.close());
  return () => {
    if (!storage) throw new Error('the database is open in tests and hooks only');
    return storage;
  };
}
