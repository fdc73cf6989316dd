import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { storageUnderTest } from './storage-under-test.ts';

export function proofStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('a proof is remembered once per key, also by two at once', async () => {
    const { proofs } = storage().stores;
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => proofs.remember('key', 'jti', 100)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await proofs.remember('other', 'jti', 100)).toBe(true);
    expect(await proofs.remember('key', 'other', 100)).toBe(true);
  });

  test('whatever the values hold, they are not taken for others', async () => {
    const { proofs } = storage().stores;
    expect(await proofs.remember('a', 'b\nc', 100)).toBe(true);
    expect(await proofs.remember('a\nb', 'c', 100)).toBe(true);
    expect(await proofs.remember('é', 'x'.repeat(5_000), 100)).toBe(true);
  });

  test('expired ones are swept in batches', async () => {
    const { proofs } = storage().stores;
    while ((await proofs.sweep(Number.MAX_SAFE_INTEGER, 500)) > 0);
    for (let i = 0; i < 5; i++) await proofs.remember('key', `sweep-${i}`, 100 + i);
    expect(await proofs.sweep(103, 3)).toBe(3);
    expect(await proofs.sweep(103, 3)).toBe(1);
    expect(await proofs.remember('key', 'sweep-0', 200)).toBe(true);
    expect(await proofs.remember('key', 'sweep-4', 200)).toBe(false);
  });
}
