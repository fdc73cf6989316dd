import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import { administration } from '../../src/administration.ts';
import type { Storage } from '../../src/domain/storage.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type ClientDriver, useCaseDriver } from './client-model/client-driver.ts';
import { ClientModel } from './client-model/client-model.ts';
import { expectSame, PLACES } from './client-model/expect-same.ts';
import { clientId, type Operation, operations } from './client-model/operation.ts';

fc.configureGlobal(testSeed);

const RUNS = 120;
const BEGIN = Date.UTC(2026, 0, 1);
/** So that it is done in every run: sequences drawn at random nearly always have one, not quite always. */
const DELETED_AT_ONCE: Operation[] = [
  { do: 'create', client: 0, type: 'service', settings: { name: 'One' } },
  { do: 'create', client: 1, type: 'app', settings: { name: 'Two' } },
  { do: 'bulkDelete', clients: [0, 1] },
];

let now = BEGIN;
const clock = () => now;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let storage: Storage;
let drive: () => ClientDriver;

beforeAll(async () => {
  folder = await temporaryFolder();
  storage = await openSqlite(join(folder.path, 'model.db'));
  const all = administration(storage, clock);
  const organization = await all.directory.createOrganization({ name: 'Nordlys' });
  const { id: teamId } = await all.directory.createTeam({
    organizationId: organization.id,
    name: 'Operations',
  });
  const { id: user } = await all.directory.createUser({ email: 'a@example.com', name: 'Ana' });
  drive = () => useCaseDriver(all, { storage, clock, user, teamId });
});
afterAll(async () => {
  await storage.close();
  await folder.remove();
});

test('managing clients does what the rules say, whatever is done in whatever order', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(operations, async (sequence) => {
      await forgetAll();
      now += 1;
      const since = now;
      const model = new ClientModel(now);
      const driver = drive();
      for (const operation of sequence) {
        if (operation.do === 'wait') {
          now += operation.milliseconds;
          model.now = now;
        } else if (operation.do === 'list') {
          const { query, pageSize } = operation;
          expect(await driver.list(query, pageSize)).toEqual(model.list(query));
        } else {
          const expected = model.apply(operation);
          expect(await driver.apply(operation), operation.do).toBe(expected);
          const outcome = `${operation.do} ${expected}`;
          seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
          await expectSame(driver, model);
        }
      }
      expect(await countRecorded(since)).toBe(model.recorded);
    }),
    { numRuns: RUNS, examples: [[DELETED_AT_ONCE]] },
  );
  // A model that agrees because nothing ever happens would be worth nothing.
  for (const outcome of [
    ...['create done', 'create conflict', 'update done', 'update stale_version'],
    ...['update confirmation_required', 'bulkDelete done', 'bulkDelete not_found'],
    ...['rotate done', 'revokeSecret done', 'authenticate done', 'authenticate invalid_client'],
  ]) {
    expect(seen.get(outcome) ?? 0, outcome).toBeGreaterThan(0);
  }
});

async function forgetAll(): Promise<void> {
  for (const place of PLACES) await storage.stores.clients.delete(clientId(place));
}

async function countRecorded(since: number): Promise<number> {
  const counts = await Promise.all(
    PLACES.map((place) =>
      storage.stores.audit.list({ clientId: clientId(place), since, limit: 10_000 }),
    ),
  );
  return counts.flat().length;
}
