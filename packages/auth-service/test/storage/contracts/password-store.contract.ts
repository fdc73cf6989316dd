import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { seedUser } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

export function passwordStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('a user has one password at most, the newest', async () => {
    const { stores } = storage();
    const { id } = await seedUser(stores);
    const other = await seedUser(stores);
    expect(await stores.passwords.find(id)).toBeUndefined();
    await stores.passwords.put(id, 'first', 1);
    await stores.passwords.put(id, 'second', 2);
    expect(await stores.passwords.find(id)).toBe('second');
    expect(await stores.passwords.find(other.id)).toBeUndefined();
  });
}
