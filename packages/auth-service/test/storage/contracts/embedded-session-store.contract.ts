import { expect, test } from 'vitest';
import type { EmbeddedSession } from '../../../src/domain/embedded-session/embedded-session.ts';
import type { SessionRenewal } from '../../../src/domain/embedded-session/embedded-session-store.ts';
import type { Storage } from '../../../src/domain/storage.ts';
import { sessionOf } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

const renewalOf = (
  { id, clientId, userId, teamId, embedderOrigin, audience, keyThumbprint }: EmbeddedSession,
  extra: Partial<SessionRenewal> = {},
): SessionRenewal => ({
  ...{ id, clientId, userId, teamId, embedderOrigin, audience, keyThumbprint },
  now: 40_000,
  expiresAt: 100_000,
  tokenIssuedAt: 40,
  userAgent: undefined,
  address: '192.0.2.2',
  ...extra,
});

export function embeddedSessionStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);
  const inserted = async (extra: Partial<EmbeddedSession> = {}) => {
    const session = sessionOf(extra);
    await storage().stores.sessions.insert(session);
    return session;
  };

  test('a renewal counts, and moves what it moves', async () => {
    const { sessions } = storage().stores;
    const session = await inserted();
    expect(await sessions.find(session.id)).toEqual(session);
    expect(await sessions.renew(renewalOf(session))).toBe(true);
    expect(await sessions.find(session.id)).toEqual({
      ...session,
      renewals: 1,
      lastRenewedAt: 40_000,
      expiresAt: 100_000,
      tokenIssuedAt: 40,
      userAgent: undefined,
      address: '192.0.2.2',
    });
  });

  test('parallel renewals all count', async () => {
    const { sessions } = storage().stores;
    const session = await inserted();
    await Promise.all(Array.from({ length: 20 }, () => sessions.renew(renewalOf(session))));
    expect((await sessions.find(session.id))?.renewals).toBe(20);
  });

  test.each<Partial<SessionRenewal>>([
    { id: 'ses_none' },
    { clientId: 'cli_2' },
    { userId: 'usr_2' },
    { teamId: 'team_2' },
    { embedderOrigin: 'https://b.example' },
    { audience: 'https://other.example' },
    { keyThumbprint: 'other' },
  ])('%o continues nothing', async (extra) => {
    const { sessions } = storage().stores;
    const session = await inserted();
    expect(await sessions.renew(renewalOf(session, extra))).toBe(false);
    expect(await sessions.find(session.id)).toEqual(session);
  });

  test('a revoked session is not continued, and known as revoked by its own key only', async () => {
    const { sessions } = storage().stores;
    const session = await inserted();
    expect(await sessions.isRevoked(session)).toBe(false);
    expect(await sessions.revoke(session.id, 50_000, 'operator')).toBe(true);
    expect(await sessions.revoke(session.id, 60_000, 'again')).toBe(false);
    expect(await sessions.renew(renewalOf(session))).toBe(false);
    expect(await sessions.isRevoked(session)).toBe(true);
    expect(await sessions.isRevoked({ ...session, keyThumbprint: 'other' })).toBe(false);
    expect(await sessions.isRevoked({ ...session, clientId: 'cli_2' })).toBe(false);
    expect(await sessions.find(session.id)).toMatchObject({
      revokedAt: 50_000,
      revokedReason: 'operator',
    });
  });

  test('live are those with a valid token that are not revoked; old ones are swept', async () => {
    const { sessions } = storage().stores;
    while ((await sessions.sweep(Number.MAX_SAFE_INTEGER, 500)) > 0);
    const [old, live, revoked] = [
      await inserted({ expiresAt: 100 }),
      await inserted({ expiresAt: 101 }),
      await inserted({ expiresAt: 101 }),
    ];
    await sessions.revoke(revoked.id, 1, 'operator');
    expect(await sessions.countLive(100)).toBe(1);
    expect(await sessions.sweep(100, 500)).toBe(1);
    expect(await sessions.find(old.id)).toBeUndefined();
    expect(await sessions.find(live.id)).toBeDefined();
  });
}
