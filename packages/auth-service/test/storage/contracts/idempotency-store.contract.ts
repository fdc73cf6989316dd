import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

export function idempotencyStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);
  const request = (now: number, fingerprint = 'print') => ({
    ...{ fingerprint, now, expiresAt: now + 100 },
  });

  test('two at once, one begins', async () => {
    const { idempotency } = storage().stores;
    const id = unique('key');
    const begun = await Promise.all(
      Array.from({ length: 10 }, () => idempotency.begin(id, request(1))),
    );
    expect(begun.filter((former) => former === undefined)).toHaveLength(1);
    expect(begun.find((former) => former)).toEqual({ fingerprint: 'print', answer: undefined });
  });

  test('an answer is remembered until it expires, what was abandoned not at all', async () => {
    const { idempotency } = storage().stores;
    const id = unique('key');
    await idempotency.begin(id, request(1));
    await idempotency.finish(id, 'answer', 500);
    const former = { fingerprint: 'print', answer: 'answer' };
    expect(await idempotency.begin(id, request(499, 'other'))).toEqual(former);
    expect(await idempotency.begin(id, request(500, 'other'))).toBeUndefined();
    expect(await idempotency.begin(id, request(501))).toEqual({
      fingerprint: 'other',
      answer: undefined,
    });
    await idempotency.abandon(id);
    expect(await idempotency.begin(id, request(502))).toBeUndefined();
  });

  test('expired ones are swept in batches', async () => {
    const { idempotency } = storage().stores;
    for (let now = 0; now < 5; now++) await idempotency.begin(unique('key'), request(10_000 + now));
    while ((await idempotency.sweep(10_099, 100)) > 0);
    expect(await idempotency.sweep(10_102, 2)).toBe(2);
    expect(await idempotency.sweep(10_102, 2)).toBe(1);
    expect(await idempotency.sweep(10_102, 2)).toBe(0);
  });
}
