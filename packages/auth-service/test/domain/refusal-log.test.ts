import { expect, test } from 'vitest';
import type { AuditEvent } from '../../src/domain/audit/audit-event.ts';
import type { Refusal } from '../../src/domain/audit/refusal-event.ts';
import { REFUSAL_KINDS, refusalLog } from '../../src/domain/audit/refusal-log.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';

const refusal = (change: Partial<Refusal> = {}): Refusal => ({
  type: 'client.authentication_failed',
  actor: { type: 'anonymous' },
  clientId: 'cli_a',
  userId: undefined,
  sessionId: undefined,
  address: '192.0.2.1',
  reason: 'invalid_client',
  details: {},
  ...change,
});

const total = (events: readonly AuditEvent[]): number =>
  events.reduce((sum, { details }) => sum + Number(details.count), 0);

test('from ever new addresses: so many kinds are told apart, the others are counted together', async () => {
  const storage = await openSqlite(':memory:');
  let now = 1_000_000;
  const log = refusalLog(storage.stores.audit, () => now);
  const attempts = 5_000;
  for (let i = 0; i < attempts; i++) await log.note(refusal({ address: `address ${i}` }));
  now += 60_000;
  await log.flush();
  const events = await storage.stores.audit.list({ limit: 10_000 });
  expect(events.length).toBeLessThanOrEqual(REFUSAL_KINDS + 2);
  expect(total(events)).toBe(attempts);
  const several = events.filter(({ details }) => details.several);
  expect(several.map(({ address, clientId }) => [address, clientId])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
  // The next minute starts anew.
  now += 1;
  await log.note(refusal({ address: 'address 9999' }));
  const [newest] = await storage.stores.audit.list({ limit: 1 });
  expect(newest?.address).toBe('address 9999');
  await storage.close();
});

test('client, address, type and reason are told apart; the sums are exact', async () => {
  const storage = await openSqlite(':memory:');
  let now = 1_000_000;
  const log = refusalLog(storage.stores.audit, () => now);
  const kinds = [
    refusal(),
    refusal({ clientId: 'cli_b' }),
    refusal({ address: '192.0.2.2' }),
    refusal({ type: 'origin.refused', reason: 'origin_not_allowed' }),
    refusal({ type: 'limit.exceeded', reason: 'mints_per_client' }),
    refusal({ type: 'limit.exceeded', reason: 'mints_per_address' }),
  ];
  for (let i = 0; i < 10; i++) for (const kind of kinds) await log.note(kind);
  await log.flush();
  expect(await storage.stores.audit.list()).toHaveLength(kinds.length);
  now += 59_999;
  await log.flush();
  expect(await storage.stores.audit.list()).toHaveLength(kinds.length);
  now += 1;
  await log.flush();
  const events = await storage.stores.audit.list();
  expect(events).toHaveLength(2 * kinds.length);
  expect(total(events)).toBe(10 * kinds.length);
  await log.flush(true);
  expect(await storage.stores.audit.list()).toHaveLength(2 * kinds.length);
  await storage.close();
});
