import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeOldAuditEvents } from '../../src/domain/audit/audit-retention.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const DAY = 24 * 60 * 60 * 1000;

let service: TestService;
let database: DatabaseSync;
beforeEach(async () => {
  service = await startTestService();
  database = new DatabaseSync(service.database);
});
afterEach(async () => {
  database.close();
  await service.close();
});

/** What the database says to a removal by hand, once the service has let go of the write lock. */
const expectStrict = async (): Promise<void> => {
  const refusal = (): string => {
    try {
      database.exec('delete from audit_events');
      return 'removed';
    } catch (error) {
      return String(error);
    }
  };
  await expect.poll(refusal).not.toMatch(/locked/);
  expect(refusal()).toMatch(/append-only/);
};

const count = (): unknown => database.prepare('select count(*) as n from audit_events').get()?.n;

test.each([
  ['update', `update audit_events set actor = '{"type":"service"}'`],
  ['update of one', `update audit_events set at = 0 where type = 'client.created'`],
  ['delete', 'delete from audit_events'],
  ['delete of one', `delete from audit_events where type = 'client.created'`],
  [
    'replace',
    `insert or replace into audit_events (id, at, type, actor, details)
     select id, at, 'user.created', actor, details from audit_events`,
  ],
  [
    'upsert',
    `insert into audit_events (id, at, type, actor, details)
     select id, at, type, actor, details from audit_events where true
     on conflict (id) do update set actor = 'nobody'`,
  ],
  ['removal of the gate', 'delete from audit_retention'],
])('the database refuses every %s of audit events', (_, statement) => {
  const before = JSON.stringify(database.prepare('select * from audit_events').all());
  expect(count()).toBeGreaterThan(5);
  expect(() => database.exec(statement)).toThrow(/append-only|exactly one row/);
  expect(JSON.stringify(database.prepare('select * from audit_events').all())).toBe(before);
});

test('the retention job removes what is older than its days, and says so', async () => {
  const clock = () => Date.now() + 365 * DAY - 60_000;
  expect(await removeOldAuditEvents(service.storage, clock, 365)).toBe(0);
  const before = Number(count());
  expect(before).toBeGreaterThan(5);

  const later = () => Date.now() + 365 * DAY + 60_000;
  expect(await removeOldAuditEvents(service.storage, later, 365)).toBe(before);
  expect(await service.storage.stores.audit.list()).toEqual([
    expect.objectContaining({
      type: 'audit.removed',
      actor: { type: 'service' },
      details: expect.objectContaining({ count: before, retention_days: 365 }),
    }),
  ]);
});

test('after the retention job the database is as strict as before', async () => {
  await removeOldAuditEvents(service.storage, () => Date.now() + 400 * DAY, 365);
  expect(count()).toBe(1);
  await expectStrict();
});

test('of a removal that fails nothing stays open', async () => {
  const failing = service.storage.transaction(async ({ audit }) => {
    await audit.removeBefore(Date.now() + DAY, 500);
    throw new Error('after the removal');
  });
  await expect(failing).rejects.toThrow('after the removal');
  expect(Number(count())).toBeGreaterThan(5);
  await expectStrict();
});

test('events are listed by type, client, user and time, newest first', async () => {
  const { audit } = service.storage.stores;
  const all = await audit.list({ limit: 1000 });
  expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => b - a));
  const { id: clientId } = service.pinned.client;
  await service.administration.clients.pause(clientId);
  const [paused, ...others] = await audit.list({ type: 'client.paused', clientId });
  expect(others).toEqual([]);
  expect(paused).toMatchObject({ type: 'client.paused', outcome: 'success', clientId });
  const at = paused?.at ?? 0;
  expect(await audit.list({ since: at, until: at + 1, type: 'client.paused' })).toHaveLength(1);
  expect(await audit.list({ since: at + 1 })).toEqual([]);
  expect(await audit.list({ until: at, type: 'client.paused' })).toEqual([]);
  expect(await audit.list({ limit: 2 })).toHaveLength(2);
  expect(await audit.list({ userId: 'usr_nobody' })).toEqual([]);
});
