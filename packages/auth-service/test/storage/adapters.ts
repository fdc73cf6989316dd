import { join } from 'node:path';
import type { Storage } from '../../src/domain/storage.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A kind of storage that every contract holds for. */
export interface StorageAdapter {
  name: string;
  /** Opens a new, empty, migrated database; closing it leaves nothing behind. */
  open: () => Promise<Storage>;
}

/** Another adapter is one more line here. */
export const ADAPTERS: readonly StorageAdapter[] = [{ name: 'SQLite', open: openSqliteFile }];

async function openSqliteFile(): Promise<Storage> {
  const folder = await temporaryFolder();
  const storage = await openSqlite(join(folder.path, 'contract.db'));
  return {
    ...storage,
    close: async () => {
      await storage.close();
      await folder.remove();
    },
  };
}
