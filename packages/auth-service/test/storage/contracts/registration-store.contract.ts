import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { seedApp } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

export function registrationStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);
  const token = (id: string) => ({
    id,
    name: 'Partner',
    accessPreset: 'full' as const,
    createdAt: 1,
    expiresAt: 100,
    revokedAt: undefined,
    lastUsedAt: undefined,
  });

  test('an initial access token is found by its hash while it is live, and remembers its last use', async () => {
    const { registrations } = storage().stores;
    await registrations.insertInitialToken(token('iat_1'), 'hash 1');
    expect(await registrations.useInitialToken('hash 1', 99)).toEqual({
      ...token('iat_1'),
      lastUsedAt: 99,
    });
    expect(await registrations.useInitialToken('hash 1', 100)).toBeUndefined();
    expect(await registrations.useInitialToken('another', 50)).toBeUndefined();
    expect(await registrations.listInitialTokens()).toContainEqual({
      ...token('iat_1'),
      lastUsedAt: 99,
    });
  });

  test('a revoked one is good for nothing, and is revoked once', async () => {
    const { registrations } = storage().stores;
    await registrations.insertInitialToken(token('iat_2'), 'hash 2');
    expect(await registrations.revokeInitialToken('iat_2', 50)).toBe(true);
    expect(await registrations.revokeInitialToken('iat_2', 60)).toBe(false);
    expect(await registrations.revokeInitialToken('nobody', 60)).toBe(false);
    expect(await registrations.useInitialToken('hash 2', 70)).toBeUndefined();
  });

  test('a client has one registration token, and it goes with the client', async () => {
    const { clients, registrations } = storage().stores;
    const { id } = await seedApp(storage().stores);
    await registrations.putRegistrationToken(id, 'first');
    await registrations.putRegistrationToken(id, 'second');
    expect(await registrations.isRegistrationToken(id, 'first')).toBe(false);
    expect(await registrations.isRegistrationToken(id, 'second')).toBe(true);
    expect(await registrations.isRegistrationToken('cli_other', 'second')).toBe(false);
    await clients.delete(id);
    expect(await registrations.isRegistrationToken(id, 'second')).toBe(false);
  });
}
