import { expect, test } from 'vitest';
import type { SigningKey } from '../../../src/domain/signing-key/signing-key.ts';
import type { Storage } from '../../../src/domain/storage.ts';
import { unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

const keyOf = (): SigningKey => ({
  kid: unique('kid'),
  algorithm: 'ES256',
  publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  encryptedPrivateJwk: 'jwe',
  createdAt: 1,
});

export function signingKeyStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('two at once, one becomes the active key', async () => {
    const { signingKeys } = storage().stores;
    expect(await signingKeys.findActive()).toBeUndefined();
    const candidates = [keyOf(), keyOf()];
    const outcomes = await Promise.all(candidates.map((key) => signingKeys.insertActive(key)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await signingKeys.findActive()).toEqual(candidates[outcomes.indexOf(true)]);
    expect(await signingKeys.insertActive(keyOf())).toBe(false);
  });
}
