import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/domain/audit/audit-event.ts';
import type { SeenEvents } from '../../../src/domain/audit/audit-page-store.ts';
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

  test('whatever a filter finds in a long log is found, page by page, and others have their turn', async () => {
    const { auditPages } = storage().stores;
    const some = <T>(number: number, of: readonly T[]) => of[number % of.length] as T;
    const [own, foreign] = [unique('usr'), unique('usr')];
    // Many share a moment, so that what is read at once ends in the midst of some.
    const log = Array.from({ length: 5_000 }, (_, number) =>
      event({
        at: 100 + Math.floor(number / 700),
        type: number === 3 ? 'mail.failed' : some(number, ['session.started', 'grant.refused']),
        outcome: number === 3 ? 'failed' : some(number, ['success', 'refused']),
        clientId: some(number, ['cli_busy', 'cli_busy', `cli_${number % 50}`]),
        userId: some(number, ['usr_busy', own, foreign]),
        subjectId: some(number, ['ses_1', foreign]),
        actor: { type: 'user', userId: some(number, ['usr_busy', own]), throughClient: 'cli_7' },
      }),
    );
    await storage().transaction(async (stores) => {
      for (const each of log) await stores.audit.append(each);
    });
    const newest = log.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    const everything = { within: 'all', ownUserId: undefined } as const;
    const time = { since: 100 };
    const cases: [Omit<SeenEvents, 'sight'>, (event: AuditEvent) => boolean][] = [
      [time, () => true],
      [{ ...time, type: 'mail.failed' }, ({ type }) => type === 'mail.failed'],
      [{ ...time, outcome: 'refused' }, ({ outcome }) => outcome === 'refused'],
      [{ ...time, outcome: 'success' }, ({ outcome }) => outcome === 'success'],
      [{ ...time, clientId: 'cli_busy' }, ({ clientId }) => clientId === 'cli_busy'],
      [
        { since: 102, until: 105, clientId: 'cli_busy', type: 'grant.refused' },
        (each) =>
          each.clientId === 'cli_busy' &&
          each.type === 'grant.refused' &&
          each.at > 101 &&
          each.at < 105,
      ],
      [{ ...time, clientId: 'cli_5', type: 'mail.failed' }, () => false],
      [
        { ...time, userId: foreign },
        (each) => each.userId === foreign || each.subjectId === foreign,
      ],
      [{ ...time, actorUserId: own, outcome: 'failed' }, (each) => each === log[3]],
      [{ ...time, actorClientId: 'cli_8' }, () => false],
    ];
    for (const [filter, holds] of cases) {
      for (const sight of [everything, { within: ['tea_0'], ownUserId: own }]) {
        const isOwn = ({ userId, actor }: AuditEvent) =>
          userId === own || (actor.type === 'user' && actor.userId === own);
        const expected = newest.filter(
          (each) => holds(each) && (sight === everything || isOwn(each)),
        );
        const found: AuditEvent[] = [];
        for (let after: string | undefined; ; ) {
          const page = await auditPages.list({ ...filter, sight, after, limit: 999 });
          found.push(...page);
          const last = page.at(-1);
          if (page.length < 999 || !last) break;
          after = `${last.at}.${last.id}`;
        }
        expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        expect(await auditPages.count({ ...filter, sight }, 9_999)).toBe(expected.length);
        expect(await auditPages.count({ ...filter, sight }, 7)).toBe(Math.min(expected.length, 7));
      }
    }
    let turns = 0;
    const other = () => {
      turns++;
      next = setImmediate(other);
    };
    let next = setImmediate(other);
    await auditPages.list({ ...time, actorClientId: 'cli_8', sight: everything, limit: 1 });
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(2);
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
