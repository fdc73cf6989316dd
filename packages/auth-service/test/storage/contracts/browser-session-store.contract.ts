import { expect, test } from 'vitest';
import type { BrowserActivity } from '../../../src/domain/browser-session/browser-session.ts';
import type { Storage, Stores } from '../../../src/domain/storage.ts';
import { seedUser } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

let counter = 0;

async function activity(
  stores: Stores,
  extra: Partial<BrowserActivity> = {},
): Promise<BrowserActivity> {
  counter += 1;
  return {
    key: `key-${counter}`,
    userId: extra.userId ?? (await seedUser(stores)).id,
    userAgent: 'Mozilla/5.0',
    address: '192.0.2.1',
    at: 100,
    expiresAt: 1000,
    ...extra,
  };
}

/** The engine's session behind a record. */
const putSession = ({ oauthArtifacts }: Stores, key: string): Promise<void> =>
  oauthArtifacts.put({
    kind: 'Session',
    key: `artifact-${key}`,
    clientId: undefined,
    userId: undefined,
    uid: key,
    userCode: undefined,
    payload: '{}',
    expiresAt: 1000,
    grantKey: undefined,
  });

export function browserSessionStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('a record begins with the first activity and is continued by the next', async () => {
    const { stores } = storage();
    const first = await activity(stores);
    expect(await stores.browserSessions.keep(first)).toBe(true);
    const next = { ...first, address: '192.0.2.2', userAgent: undefined, at: 200, expiresAt: 1100 };
    expect(await stores.browserSessions.keep(next)).toBe(true);
    const { at: _, ...rest } = next;
    const listed = await stores.browserSessions.list({ userId: first.userId });
    expect(listed).toEqual([
      {
        ...rest,
        id: expect.stringMatching(/^bro_/),
        createdAt: 100,
        lastActiveAt: 200,
        revokedAt: undefined,
      },
    ]);
    expect(await stores.browserSessions.find(listed[0]?.id ?? '')).toEqual(listed[0]);
    expect(await stores.browserSessions.find('bro_unknown')).toBeUndefined();
  });

  test('a revoked record stays so, whatever the browser does', async () => {
    const { stores } = storage();
    const active = await activity(stores);
    await stores.browserSessions.keep(active);
    const { userId } = active;
    const [before] = await stores.browserSessions.list({ userId });
    const id = before?.id ?? '';
    expect(await stores.browserSessions.revoke({ id }, 300)).toEqual([
      { ...before, revokedAt: 300 },
    ]);
    expect(await stores.browserSessions.keep({ ...active, at: 400 })).toBe(false);
    expect(await stores.browserSessions.revoke({ id }, 500)).toEqual([]);
    expect(await stores.browserSessions.find(id)).toEqual({ ...before, revokedAt: 300 });
  });

  test('all of a user are revoked together, but for those that have ended; others stay', async () => {
    const { stores } = storage();
    const one = await activity(stores);
    const { userId } = one;
    const ended = await activity(stores, { userId, expiresAt: 150 });
    const another = await activity(stores, { userId });
    const foreign = await activity(stores);
    for (const each of [one, ended, another, foreign]) await stores.browserSessions.keep(each);
    const revoked = await stores.browserSessions.revoke({ userId }, 200);
    expect(revoked.map(({ key }) => key).toSorted()).toEqual([one.key, another.key].toSorted());
    expect(await stores.browserSessions.keep(foreign)).toBe(true);
  });

  test('lists live ones, last active first: neither revoked nor expired nor signed out of', async () => {
    const { stores } = storage();
    const oldest = await activity(stores);
    const { userId } = oldest;
    const newest = await activity(stores, { userId, at: 120 });
    const revoked = await activity(stores, { userId });
    const expired = await activity(stores, { userId, expiresAt: 200 });
    const signedOut = await activity(stores, { userId, at: 130 });
    for (const each of [oldest, newest, revoked, expired, signedOut]) {
      await stores.browserSessions.keep(each);
      if (each !== signedOut) await putSession(stores, each.key);
    }
    const all = await stores.browserSessions.list({ userId });
    expect(all[0]?.key).toBe(signedOut.key);
    expect(all).toHaveLength(5);
    await stores.browserSessions.revoke(
      { id: all.find(({ key }) => key === revoked.key)?.id ?? '' },
      150,
    );
    const live = await stores.browserSessions.list({ userId, liveAt: 200 });
    expect(live.map(({ key }) => key)).toEqual([newest.key, oldest.key]);
    expect(await stores.browserSessions.list({ userId, limit: 2 })).toHaveLength(2);
  });

  test('sweeps what has expired, batch by batch', async () => {
    const { stores } = storage();
    await stores.browserSessions.sweep(10_000, 100);
    const [one, two, three] = [
      await activity(stores, { expiresAt: 20_000 }),
      await activity(stores, { expiresAt: 20_000 }),
      await activity(stores, { expiresAt: 20_001 }),
    ];
    for (const each of [one, two, three]) await stores.browserSessions.keep(each);
    expect(await stores.browserSessions.sweep(20_000, 1)).toBe(1);
    expect(await stores.browserSessions.sweep(20_000, 10)).toBe(1);
    expect(await stores.browserSessions.sweep(20_000, 10)).toBe(0);
    expect(await stores.browserSessions.list({ userId: three.userId })).toHaveLength(1);
  });
}
