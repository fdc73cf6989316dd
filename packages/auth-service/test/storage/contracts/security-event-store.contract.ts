import { describe, expect, test } from 'vitest';
import type { NewSecurityEvent } from '../../../src/domain/security-event/security-event.ts';
import type { Storage } from '../../../src/domain/storage.ts';

const event = (fields: Partial<NewSecurityEvent> = {}): NewSecurityEvent => ({
  type: 'user.changed',
  at: 1_000,
  clientId: undefined,
  userId: undefined,
  sessionId: undefined,
  jti: undefined,
  ...fields,
});

/** What every adapter's log of security events does. `open` answers an empty, migrated database. */
export function securityEventStoreContract(open: () => Promise<Storage>): void {
  describe('security-event store', () => {
    test('keeps what it was given, in order, from 1', async () => {
      const { securityEvents } = (await open()).stores;
      expect(await securityEvents.newestSequence()).toBe(0);
      expect(await securityEvents.listAfter(0, 10)).toEqual([]);
      const events = [
        event({ type: 'client.disabled', clientId: 'cli_a', at: 5 }),
        event({ type: 'session.revoked', sessionId: 'ses_a', at: 4 }),
        event({ type: 'token.revoked', jti: 'tok_a' }),
        event({ type: 'keys.rotated' }),
      ];
      await securityEvents.append(events);
      expect(await securityEvents.listAfter(0, 10)).toEqual(
        events.map((given, index) => ({ ...given, sequence: index + 1 })),
      );
      expect(await securityEvents.newestSequence()).toBe(4);
    });

    test('nothing appended is nothing', async () => {
      const { securityEvents } = (await open()).stores;
      await securityEvents.append([]);
      expect(await securityEvents.newestSequence()).toBe(0);
    });

    test('pages by place', async () => {
      const { securityEvents } = (await open()).stores;
      await securityEvents.append(Array.from({ length: 1_203 }, () => event()));
      const sequences = [];
      for (let after = 0; ; ) {
        const page = await securityEvents.listAfter(after, 500);
        const last = page.at(-1);
        if (!last) break;
        after = last.sequence;
        sequences.push(...page.map(({ sequence }) => sequence));
      }
      expect(sequences).toEqual(Array.from({ length: 1_203 }, (_, index) => index + 1));
    });

    test('of parallel appends each has its own places, without a gap', async () => {
      const storage = await open();
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          storage.transaction(({ securityEvents }) =>
            securityEvents.append([
              event({ userId: `usr_${index}` }),
              event({ userId: `usr_${index}` }),
            ]),
          ),
        ),
      );
      const events = await storage.stores.securityEvents.listAfter(0, 200);
      expect(events.map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: 100 }, (_, index) => index + 1),
      );
      for (let at = 0; at < 100; at += 2) expect(events[at]?.userId).toBe(events[at + 1]?.userId);
    });

    test('what is rolled back was never there, and takes no place', async () => {
      const storage = await open();
      const { securityEvents } = storage.stores;
      let announced = 0;
      const stop = storage.onSecurityEvents(() => {
        announced += 1;
      });
      const failing = storage.transaction(async (stores) => {
        await stores.securityEvents.append([event({ userId: 'usr_undone' })]);
        throw new Error('undone');
      });
      await expect(failing).rejects.toThrow('undone');
      expect(announced).toBe(0);
      await securityEvents.append([event({ userId: 'usr_kept' })]);
      expect(announced).toBe(1);
      expect(await securityEvents.listAfter(0, 10)).toMatchObject([
        { sequence: 1, userId: 'usr_kept' },
      ]);
      stop();
      await securityEvents.append([event()]);
      expect(announced).toBe(1);
    });

    test('listeners hear of it after the commit, once per transaction', async () => {
      const storage = await open();
      const seen: number[] = [];
      storage.onSecurityEvents(() => {
        void storage.stores.securityEvents.listAfter(0, 10).then((all) => seen.push(all.length));
      });
      await storage.transaction(async ({ securityEvents }) => {
        await securityEvents.append([event()]);
        await securityEvents.append([event()]);
      });
      await expect.poll(() => seen).toEqual([2]);
    });

    test('a revoked token is known by its ID', async () => {
      const { securityEvents } = (await open()).stores;
      await securityEvents.append([event({ type: 'token.revoked', jti: 'tok_a' })]);
      expect(await securityEvents.isTokenRevoked('tok_a')).toBe(true);
      expect(await securityEvents.isTokenRevoked('tok_b')).toBe(false);
    });

    test('sweeps the old, at most so many, and never gives a place twice', async () => {
      const { securityEvents } = (await open()).stores;
      await securityEvents.append([
        event({ at: 10 }),
        event({ at: 20 }),
        event({ at: 30 }),
        event({ at: 40 }),
      ]);
      expect(await securityEvents.sweep(40, 2)).toBe(2);
      expect(await securityEvents.sweep(40, 2)).toBe(1);
      expect(await securityEvents.listAfter(0, 10)).toMatchObject([{ sequence: 4 }]);
      expect(await securityEvents.sweep(1_000, 10)).toBe(1);
      expect(await securityEvents.newestSequence()).toBe(4);
      await securityEvents.append([event()]);
      expect(await securityEvents.listAfter(0, 10)).toMatchObject([{ sequence: 5 }]);
    });
  });
}
