import { describe, expect, test } from 'vitest';
import type { EmbeddedSession } from '../../../src/domain/embedded-session/embedded-session.ts';
import type { Storage } from '../../../src/domain/storage.ts';

const session = (id: string, fields: Partial<EmbeddedSession> = {}): EmbeddedSession => ({
  id,
  clientId: 'cli_a',
  userId: 'usr_a',
  teamId: 'team_a',
  embedderOrigin: 'https://portal.example.com',
  audience: 'https://dash.example.com',
  keyThumbprint: 'thumbprint',
  createdAt: 1_000,
  lastRenewedAt: 1_000,
  renewals: 0,
  expiresAt: 301_000,
  tokenIssuedAt: 1,
  userAgent: 'a browser',
  address: '192.0.2.1',
  revokedAt: undefined,
  revokedReason: undefined,
  ...fields,
});

/** How every adapter's sessions are listed and ended. */
export function sessionRevocationContract(open: () => Promise<Storage>): void {
  describe('embedded sessions: listing and ending', () => {
    const opened = async (...all: EmbeddedSession[]) => {
      const { sessions } = (await open()).stores;
      for (const each of all) await sessions.insert(each);
      return sessions;
    };
    const ids = (all: readonly { id: string }[]) => all.map(({ id }) => id);

    test('lists by client, user and life, last renewed first, at most so many', async () => {
      const sessions = await opened(
        session('ses_1', { lastRenewedAt: 1 }),
        session('ses_2', { lastRenewedAt: 2, userId: 'usr_b' }),
        session('ses_3', { lastRenewedAt: 3, clientId: 'cli_b' }),
        session('ses_4', { lastRenewedAt: 4, expiresAt: 5_000 }),
        session('ses_5', { lastRenewedAt: 5, revokedAt: 6, revokedReason: 'ended' }),
      );
      expect(ids(await sessions.list())).toEqual(['ses_5', 'ses_4', 'ses_3', 'ses_2', 'ses_1']);
      expect(ids(await sessions.list({ clientId: 'cli_b' }))).toEqual(['ses_3']);
      expect(ids(await sessions.list({ userId: 'usr_b' }))).toEqual(['ses_2']);
      expect(ids(await sessions.list({ liveAt: 5_000 }))).toEqual(['ses_3', 'ses_2', 'ses_1']);
      expect(ids(await sessions.list({ limit: 2 }))).toEqual(['ses_5', 'ses_4']);
      expect(await sessions.list({ clientId: 'cli_b' })).toEqual([
        session('ses_3', { lastRenewedAt: 3, clientId: 'cli_b' }),
      ]);
    });

    test('ends all of a client, or of a user in it; each only once', async () => {
      const sessions = await opened(
        session('ses_1'),
        session('ses_2', { userId: 'usr_b' }),
        session('ses_3', { clientId: 'cli_b' }),
      );
      const of = { clientId: 'cli_a', userId: 'usr_b' };
      expect(await sessions.revokeAll(of, 9, 'signed out')).toEqual([
        { id: 'ses_2', clientId: 'cli_a', userId: 'usr_b', expiresAt: 301_000 },
      ]);
      expect(await sessions.revokeAll(of, 10, 'again')).toEqual([]);
      expect(ids(await sessions.revokeAll({ clientId: 'cli_a' }, 11, 'all'))).toEqual(['ses_1']);
      expect(await sessions.find('ses_2')).toMatchObject({
        revokedAt: 9,
        revokedReason: 'signed out',
      });
      expect((await sessions.find('ses_3'))?.revokedAt).toBeUndefined();
    });

    test('finds tokens whose time is ahead, those of ended sessions too', async () => {
      const sessions = await opened(
        session('ses_1', { tokenIssuedAt: 9 }),
        session('ses_2', { tokenIssuedAt: 10 }),
        session('ses_3', { tokenIssuedAt: 11, revokedAt: 1, revokedReason: 'ended' }),
      );
      expect(await sessions.listIssuedAfter(10)).toEqual([
        { sessionId: 'ses_3', clientId: 'cli_a', userId: 'usr_a', tokenIssuedAt: 11 },
      ]);
    });
  });
}
