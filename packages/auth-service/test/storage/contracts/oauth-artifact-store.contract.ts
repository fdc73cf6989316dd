import { expect, test } from 'vitest';
import type { OAuthArtifact } from '../../../src/domain/oauth-artifact/oauth-artifact.ts';
import type { Storage } from '../../../src/domain/storage.ts';
import { seedApp, seedTeam, seedUser, unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

const artifact = (extra: Partial<OAuthArtifact> = {}): OAuthArtifact => ({
  kind: 'AccessToken',
  key: unique('key'),
  clientId: undefined,
  userId: undefined,
  grantKey: undefined,
  uid: undefined,
  userCode: undefined,
  payload: '{"scope":"read"}',
  expiresAt: 1_000,
  consumedAt: undefined,
  ...extra,
});

export function oauthArtifactStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);
  const store = () => storage().stores.oauthArtifacts;

  test('an artifact comes back as it was, by its key and by its other names', async () => {
    const { id: clientId } = await seedApp(storage().stores);
    const [uid, userCode] = [unique('uid'), unique('code')];
    const grant = artifact({ kind: 'Grant' });
    await store().put(grant);
    const whole = artifact({ clientId, userId: 'usr_1', grantKey: grant.key, uid, userCode });
    await store().put(whole);
    expect(await store().find('AccessToken', whole.key)).toEqual(whole);
    expect(await store().findByUid('AccessToken', uid)).toEqual(whole);
    expect(await store().findByUserCode('AccessToken', userCode)).toEqual(whole);
    expect(await store().findAny(['RefreshToken', 'AccessToken'], whole.key)).toEqual(whole);
    for (const other of [
      await store().find('RefreshToken', whole.key),
      await store().find('AccessToken', 'none'),
      await store().findByUid('Session', uid),
      await store().findByUserCode('DeviceCode', userCode),
      await store().findAny(['RefreshToken', 'Grant'], whole.key),
    ]) {
      expect(other).toBeUndefined();
    }
  });

  test('the same key may name one of each kind; a second of a kind replaces the first', async () => {
    const first = artifact({ kind: 'Session', uid: unique('uid') });
    const grant = artifact({ kind: 'Grant', key: first.key });
    await store().put(first);
    await store().put(grant);
    const second = { ...first, uid: unique('uid'), payload: '{}', expiresAt: 2_000 };
    await store().put(second);
    expect(await store().find('Session', first.key)).toEqual(second);
    expect(await store().findByUid('Session', first.uid ?? '')).toBeUndefined();
    expect(await store().find('Grant', first.key)).toEqual(grant);
  });

  test('of twenty who consume at once one wins, and saving again does not revive it', async () => {
    const code = artifact({ kind: 'AuthorizationCode' });
    await store().put(code);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, at) => store().consume('AuthorizationCode', code.key, at + 1)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    const consumed = await store().find('AuthorizationCode', code.key);
    expect(consumed?.consumedAt).toEqual(outcomes.indexOf(true) + 1);
    await store().put(code);
    expect(await store().find('AuthorizationCode', code.key)).toEqual(consumed);
    expect(await store().consume('AuthorizationCode', 'none', 1)).toBe(false);
    expect(await store().consume('RefreshToken', code.key, 1)).toBe(false);
  });

  test('what comes too late for its grant is not found', async () => {
    const token = artifact({ grantKey: unique('gone') });
    await store().put(token);
    expect(await store().find('AccessToken', token.key)).toBeUndefined();
    expect(await store().findAny(['AccessToken'], token.key)).toBeUndefined();
  });

  test('within a grace a second use is good, and the first one stays the one that counts', async () => {
    const token = artifact({ kind: 'RefreshToken' });
    await store().put(token);
    const use = (at: number, grace = 0) =>
      store().consume('RefreshToken', token.key, at, { grace });
    expect(await use(1_000, 500)).toBe(true);
    expect(await use(1_499, 500)).toBe(true);
    expect(await use(1_500, 500)).toBe(false);
    expect(await use(900)).toBe(false);
    expect((await store().find('RefreshToken', token.key))?.consumedAt).toBe(1_000);
  });

  test('what was used is kept as long as it is to be recognised, what was not used is not', async () => {
    const [used, unused] = [1, 2].map(() => artifact({ kind: 'AuthorizationCode', expiresAt: 60 }));
    if (!used || !unused) throw new Error('there are two');
    for (const code of [used, unused]) await store().put(code);
    const use = (at: number, keepUntil: number) =>
      store().consume('AuthorizationCode', used.key, at, { keepUntil });
    expect(await use(50, 5_000)).toBe(true);
    // Whoever comes second prolongs nothing.
    expect(await use(55, 9_000)).toBe(false);
    const kept = { ...used, consumedAt: 50, expiresAt: 5_000 };
    expect(await store().find('AuthorizationCode', used.key)).toEqual(kept);
    await store().sweep(4_999, 1_000);
    expect(await store().find('AuthorizationCode', unused.key)).toBeUndefined();
    expect(await store().find('AuthorizationCode', used.key)).toEqual(kept);
    await store().sweep(5_000, 1_000);
    expect(await store().find('AuthorizationCode', used.key)).toBeUndefined();
  });

  test('what waits under one name is taken by one only, some at a time', async () => {
    const uid = unique('queue');
    const waiting = Array.from({ length: 30 }, () => artifact({ kind: 'LogoutNotice', uid }));
    const other = artifact({ kind: 'Session', uid });
    for (const one of [...waiting, other]) await store().put(one);
    const take = () => store().takeByUid('LogoutNotice', uid, 10);
    expect(await take()).toHaveLength(10);
    const rest = (await Promise.all([take(), take(), take(), take()])).flat();
    expect(rest).toHaveLength(20);
    expect(waiting).toContainEqual(rest[0]);
    expect(await store().findByUid('LogoutNotice', uid)).toBeUndefined();
    expect(await store().findByUid('Session', uid)).toEqual(other);
  });

  test('OA8: the teams of a grant, until it is gone', async () => {
    const one = await seedTeam(storage().stores);
    const two = await seedTeam(storage().stores);
    const grant = artifact({ kind: 'Grant' });
    await store().put(grant);
    const { consents } = storage().stores;
    const chosen = async () => (await consents.chosenTeams([grant.key, 'none'])).get(grant.key);
    await consents.putTeams(grant.key, [one, two]);
    expect(await chosen()).toEqual([one, two].toSorted());
    await consents.putTeams(grant.key, [two]);
    await store().put(grant);
    expect(await chosen()).toEqual([two]);
    const viewer = await seedUser(storage().stores, two);
    const permissions = ['read:dashboards'];
    const held = async (userId: string) =>
      (await consents.listHeldTeams(grant.key, userId)).map((team) => [team.id, team.permissions]);
    expect(await held(viewer.id)).toEqual([[two, permissions]]);
    await consents.putTeams(grant.key, [one, two]);
    expect(await held(viewer.id)).toEqual([[two, permissions]]);
    const root = await seedUser(storage().stores, two, 'super_admin');
    expect((await held(root.id)).map(([id]) => id)).toEqual([one, two].toSorted());
    expect(await held('usr_nobody')).toEqual([]);
    await consents.putTeams(grant.key, 'all');
    await store().put(grant);
    expect(await chosen()).toBe('all');
    const later = await seedTeam(storage().stores);
    expect(await held(viewer.id)).toEqual([[two, permissions]]);
    expect((await held(root.id)).map(([id]) => id)).toEqual(
      expect.arrayContaining([one, two, later]),
    );
    await consents.putTeams(grant.key, [one]);
    expect(await chosen()).toEqual([one]);
    for (const teams of ['all', [one]] as const) {
      await store().put(grant);
      await consents.putTeams(grant.key, teams);
      await store().removeGrant(grant.key);
      expect(await chosen()).toBeUndefined();
      await expect(consents.putTeams(grant.key, teams)).rejects.toThrow();
    }
  });

  test('OA10: what belongs to a client is found only while the client is active', async () => {
    const { clients } = storage().stores;
    const { id: clientId } = await seedApp(storage().stores);
    const token = artifact({ clientId, uid: unique('uid') });
    await store().put(token);
    const orphan = artifact({ clientId: 'cli_gone' });
    await store().put(orphan);
    expect(await store().find('AccessToken', orphan.key)).toBeUndefined();
    for (const status of ['inactive', 'revoked'] as const) {
      await clients.setStatus(clientId, status);
      expect(await store().find('AccessToken', token.key)).toBeUndefined();
      expect(await store().findAny(['AccessToken'], token.key)).toBeUndefined();
      expect(await store().findByUid('AccessToken', token.uid ?? '')).toBeUndefined();
    }
    await clients.setStatus(clientId, 'active');
    expect(await store().find('AccessToken', token.key)).toEqual(token);
  });

  test('removal: one, a grant with all that came from it, all of a client, all of a user', async () => {
    const { id: clientId } = await seedApp(storage().stores);
    const userId = unique('usr');
    const left = async (...all: OAuthArtifact[]) => {
      const found = await Promise.all(all.map(({ kind, key }) => store().find(kind, key)));
      return found.map((one) => one !== undefined);
    };
    const grant = artifact({ kind: 'Grant', clientId, userId });
    const access = artifact({ clientId, userId, grantKey: grant.key });
    const refresh = artifact({ kind: 'RefreshToken', clientId, userId, grantKey: grant.key });
    const otherGrant = artifact({ kind: 'Grant', clientId, userId });
    const other = artifact({ clientId, userId, grantKey: otherGrant.key });
    const session = artifact({ kind: 'Session', userId });
    for (const one of [grant, otherGrant, access, refresh, other, session]) await store().put(one);
    await store().remove('Grant', access.key);
    expect(await left(access)).toEqual([true]);
    const removed = await store().removeGrant(grant.key);
    expect(removed.map(({ kind }) => kind).toSorted()).toEqual([
      'AccessToken',
      'Grant',
      'RefreshToken',
    ]);
    expect(removed[0]).toMatchObject({ clientId, userId });
    expect(await left(grant, access, refresh, other)).toEqual([false, false, false, true]);
    expect(await store().removeGrant(grant.key)).toEqual([]);
    await store().removeByClient(clientId);
    expect(await left(grant, other, session)).toEqual([false, false, true]);
    await store().removeByUser(userId);
    expect(await left(session)).toEqual([false]);
  });

  test('expired ones are swept in batches', async () => {
    const oldest = Array.from({ length: 5 }, () => artifact({ expiresAt: 10 }));
    const fresh = artifact({ expiresAt: 11 });
    for (const one of [...oldest, fresh]) await store().put(one);
    expect(await store().sweep(10, 3)).toBe(3);
    expect(await store().sweep(10, 3)).toBe(2);
    expect(await store().sweep(10, 3)).toBe(0);
    expect(await store().find('AccessToken', fresh.key)).toEqual(fresh);
  });
}
