import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { storageUnderTest } from './storage-under-test.ts';

export function devicePollStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);
  const pollAt = (key: string, ...times: number[]) =>
    times.reduce<Promise<boolean[]>>(
      async (before, at) => [
        ...(await before),
        await storage().stores.devicePolls.record({ key, at, expiresAt: 600_000 }),
      ],
      Promise.resolve([]),
    );

  test('the first poll is in time, whenever it comes; the next after five seconds', async () => {
    expect(await pollAt('in time', 1, 5_001, 10_001)).toEqual([false, false, false]);
    expect(await pollAt('a little early', 0, 4_500, 9_000)).toEqual([false, false, false]);
  });

  test('one too soon makes the wait five seconds longer, for all that follow', async () => {
    expect(await pollAt('eager', 0, 4_499, 13_999, 23_499)).toEqual([false, true, false, false]);
    expect(await pollAt('eager', 32_998, 47_497)).toEqual([true, true]);
    expect(await pollAt('eager', 66_997)).toEqual([false]);
  });

  test('of many at once only the first is in time', async () => {
    const { devicePolls } = storage().stores;
    const polls = Array.from({ length: 20 }, () =>
      devicePolls.record({ key: 'parallel', at: 10, expiresAt: 600_000 }),
    );
    expect((await Promise.all(polls)).filter((tooSoon) => !tooSoon)).toHaveLength(1);
  });

  test('those of expired codes are swept in batches', async () => {
    const { devicePolls } = storage().stores;
    while ((await devicePolls.sweep(Number.MAX_SAFE_INTEGER, 500)) > 0);
    for (let i = 0; i < 5; i++) {
      await devicePolls.record({ key: `sweep-${i}`, at: 10, expiresAt: 100 + i });
    }
    expect(await devicePolls.sweep(103, 3)).toBe(3);
    expect(await devicePolls.sweep(103, 3)).toBe(1);
    expect(await devicePolls.record({ key: 'sweep-4', at: 11, expiresAt: 104 })).toBe(true);
    expect(await devicePolls.record({ key: 'sweep-0', at: 11, expiresAt: 100 })).toBe(false);
  });
}
