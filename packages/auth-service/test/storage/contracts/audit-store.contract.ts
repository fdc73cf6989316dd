import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/domain/audit/audit-event.ts';
import type { Storage } from '../../../src/domain/storage.ts';
import { unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

const event = (extra: Partial<AuditEvent> = {}): AuditEvent => ({
  id: unique('evt'),
  at: 1,
  type: 'client.created',
  outcome: 'success',
  actor: { type: 'user', userId: 'usr_1' },
  userId: 'usr_1',
  clientId: 'cli_1',
  address: '192.0.2.1',
  subjectId: 'cli_1',
  details: { name: 'Ärger & <Co>', hours: 2, live: true },
  ...extra,
});

export function auditStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('events come back as they were, newest first, filtered and limited', async () => {
    const { audit } = storage().stores;
    const old = event({ at: 1 });
    const bare = event({
      at: 3,
      type: 'session.started',
      outcome: 'refused',
      actor: { type: 'service' },
      address: undefined,
      userId: undefined,
      clientId: undefined,
      subjectId: undefined,
      details: {},
    });
    const middle = event({ at: 2, clientId: 'cli_2', userId: 'usr_2' });
    for (const each of [old, bare, middle]) await audit.append(each);
    expect(await audit.list()).toEqual([bare, middle, old]);
    expect(await audit.list({ limit: 1 })).toEqual([bare]);
    expect(await audit.list({ type: 'client.created' })).toEqual([middle, old]);
    expect(await audit.list({ clientId: 'cli_2' })).toEqual([middle]);
    expect(await audit.list({ userId: 'usr_2' })).toEqual([middle]);
    expect(await audit.list({ since: 2 })).toEqual([bare, middle]);
    expect(await audit.list({ until: 2 })).toEqual([old]);
    expect(await audit.list({ since: 1, until: 3, type: 'session.started' })).toEqual([]);
  });

  test('84: there is no way to change an event, and none to remove one but for its age', async () => {
    const { stores, transaction } = storage();
    expect(Object.keys(stores.audit).sort()).toEqual(['append', 'list', 'removeBefore']);
    const events = [11, 12, 13, 14].map((at) => event({ at }));
    for (const each of events) await stores.audit.append(each);
    await expect(stores.audit.append(event({ id: events[3]?.id ?? '' }))).rejects.toThrow();
    const remove = (before: number) => transaction(({ audit }) => audit.removeBefore(before, 2));
    while ((await remove(11)) > 0);
    expect(await remove(14)).toBe(2);
    expect(await remove(14)).toBe(1);
    expect(await remove(14)).toBe(0);
    expect(await stores.audit.list()).toEqual([events[3]]);
  });

  test('what is remembered of deleted clients goes with their last events', async () => {
    const { stores, transaction } = storage();
    const [clientId, team] = [unique('cli'), unique('tea')];
    await stores.auditPages.noteFormer({
      clientId,
      teamIds: [team],
      createdAt: 21,
      until: 23,
    });
    for (const at of [20, 21, 23, 24]) await stores.audit.append(event({ at, clientId }));
    const sight = { within: [team], ownUserId: undefined };
    const seen = async () =>
      (await stores.auditPages.list({ clientId, limit: 9, sight })).map(({ at }) => at);
    expect(await seen()).toEqual([23, 21]);
    expect(await stores.auditPages.count({ clientId, sight }, 9)).toBe(2);
    expect(await stores.auditPages.count({ clientId, sight }, 1)).toBe(1);
    const remove = (before: number) => transaction(({ audit }) => audit.removeBefore(before, 99));
    await remove(23);
    expect(await seen()).toEqual([23]);
    await remove(24);
    // Who writes what has long passed tells nothing to those who could see it once.
    await stores.audit.append(event({ at: 23, clientId }));
    expect(await seen()).toEqual([]);
  });
}
