import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Storage } from '../../src/domain/storage.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { securityEventStoreContract } from './contracts/security-event-store.contract.ts';
import { sessionRevocationContract } from './contracts/session-revocation.contract.ts';

let end: (() => Promise<void>) | undefined;
afterEach(() => end?.());

const open = async (): Promise<Storage> => {
  const folder = await temporaryFolder();
  const storage = await openSqlite(join(folder.path, 'contract.db'));
  end = async () => {
    await storage.close();
    await folder.remove();
  };
  return storage;
};

securityEventStoreContract(open);
sessionRevocationContract(open);
