import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manageSigningKeys } from '../../src/domain/signing-key/manage-signing-keys.ts';
import { WrongEncryptionKeyError } from '../../src/domain/signing-key/signing-key-material.ts';
import { loadSigningKeySet } from '../../src/domain/signing-key/signing-key-set.ts';
import type { Storage } from '../../src/domain/storage.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const encryptionKey = randomBytes(32);
let storage: Storage;
let close: () => Promise<void>;
beforeEach(async () => {
  const folder = await temporaryFolder();
  storage = await openSqlite(join(folder.path, 'keys.db'));
  close = async () => {
    await storage.close();
    await folder.remove();
  };
});
afterEach(() => close());

test('two that start at once have the same keys', async () => {
  const [one, other] = await Promise.all([
    loadSigningKeySet(storage, encryptionKey, Date.now),
    loadSigningKeySet(storage, encryptionKey, Date.now),
  ]);
  expect(one.active.kid).toBe(other.active.kid);
  expect(await one.published()).toEqual(await other.published());
  expect(await one.published()).toHaveLength(2);
});

test('onChange tells of a rotation, once, until it is disposed of', async () => {
  const keys = await loadSigningKeySet(storage, encryptionKey, Date.now);
  const management = manageSigningKeys({ storage, clock: Date.now });
  const seen: string[] = [];
  const dispose = keys.onChange(() => seen.push(keys.active.kid));
  await keys.refresh();
  expect(seen).toEqual([]);
  await management.rotate();
  await keys.refresh();
  await keys.refresh();
  expect(seen).toEqual([keys.active.kid]);
  dispose();
  await management.rotate();
  await keys.refresh();
  expect(seen).toHaveLength(1);
});

test('a withdrawn key is published no more before anybody has refreshed', async () => {
  const keys = await loadSigningKeySet(storage, encryptionKey, Date.now);
  const { kid } = keys.active;
  await manageSigningKeys({ storage, clock: Date.now }).dropAll();
  expect((await keys.published()).map((jwk) => jwk.kid)).not.toContain(kid);
  await keys.refresh();
  expect(keys.find(kid)).toBeUndefined();
  expect(keys.find(keys.active.kid)).toBeDefined();
});

test('another encryption key reads nothing; after all keys are dropped it may begin anew', async () => {
  await loadSigningKeySet(storage, encryptionKey, Date.now);
  const other = randomBytes(32);
  await expect(loadSigningKeySet(storage, other, Date.now)).rejects.toThrow(
    WrongEncryptionKeyError,
  );
  await manageSigningKeys({ storage, clock: Date.now }).dropAll();
  const keys = await loadSigningKeySet(storage, other, Date.now);
  expect(keys.active.privateKey.asymmetricKeyType).toBe('ec');
});
