import { expect, test } from 'vitest';
import type { SigningKey } from '../../../src/domain/signing-key/signing-key.ts';
import type { Storage } from '../../../src/domain/storage.ts';
import { unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

let made = 0;
const keyOf = (): SigningKey => {
  made += 1;
  return {
    kid: unique('kid'),
    algorithm: 'ES256',
    publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
    encryptedPrivateJwk: 'jwe',
    createdAt: made,
  };
};

export function signingKeyStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('two at once, one becomes the active key, and one the next', async () => {
    const { signingKeys } = storage().stores;
    expect(await signingKeys.list()).toEqual([]);
    for (const insert of ['insertActive', 'insertNext'] as const) {
      const candidates = [keyOf(), keyOf()];
      const outcomes = await Promise.all(candidates.map((key) => signingKeys[insert](key)));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      const winner = candidates[outcomes.indexOf(true)];
      const active = insert === 'insertActive';
      expect((await signingKeys.list()).at(-1)).toEqual({
        ...winner,
        state: active ? 'active' : 'next',
        activatedAt: active ? winner?.createdAt : undefined,
        retiredAt: undefined,
      });
      expect(await signingKeys[insert](keyOf())).toBe(false);
    }
  });

  test('the next key becomes active, the active one retires, and can be deleted', async () => {
    const { stores } = storage();
    const { signingKeys } = stores;
    for (const { kid } of await signingKeys.list()) await signingKeys.delete(kid);
    const [first, second, third] = [keyOf(), keyOf(), keyOf()];
    await signingKeys.insertActive(first);
    await signingKeys.insertNext(second);
    await storage().transaction((within) => within.signingKeys.activateNext(1_000));
    expect(await signingKeys.list()).toEqual([
      { ...first, state: 'retired', activatedAt: first.createdAt, retiredAt: 1_000 },
      { ...second, state: 'active', activatedAt: 1_000, retiredAt: undefined },
    ]);
    expect(await signingKeys.insertNext(third)).toBe(true);
    await signingKeys.delete(first.kid);
    expect((await signingKeys.list()).map(({ kid }) => kid)).toEqual([second.kid, third.kid]);
  });
}
