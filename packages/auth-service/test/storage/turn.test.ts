import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Storage } from '../../src/domain/storage.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let end: (() => Promise<void>) | undefined;
afterEach(() => end?.());

const open = async (): Promise<Storage> => {
  const folder = await temporaryFolder();
  const storage = await openSqlite(join(folder.path, 'group.db'));
  end = async () => {
    await storage.close();
    await folder.remove();
  };
  return storage;
};

const organization = (id: string) => ({ id, name: id, createdAt: 1 });

test('of transactions that are committed together, one that fails undoes only its own writes', async () => {
  const { transaction, stores } = await open();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) =>
      transaction(async ({ directory }) => {
        await directory.insertOrganization(organization(`org_${index}`));
        if (index % 3 === 0) throw new Error(`refused ${index}`);
        return index;
      }),
    ),
  );
  for (const [index, outcome] of outcomes.entries()) {
    expect(outcome).toMatchObject(
      index % 3 === 0
        ? { status: 'rejected', reason: { message: `refused ${index}` } }
        : { status: 'fulfilled', value: index },
    );
  }
  const kept = await stores.directory.listOrganizations();
  expect(kept).toHaveLength(66);
  expect(kept.map(({ id }) => id)).not.toContain('org_0');
});

test('a transaction sees what the one before it wrote', async () => {
  const { transaction } = await open();
  const first = transaction(({ directory }) =>
    directory.insertOrganization(organization('org_first')),
  );
  const second = transaction(({ directory }) => directory.listOrganizations());
  await first;
  expect((await second).map(({ id }) => id)).toEqual(['org_first']);
});

test('a transaction that breaks a constraint is rejected and the next one works', async () => {
  const { transaction, stores } = await open();
  await transaction(({ directory }) => directory.insertOrganization(organization('org_a')));
  const twice = transaction(({ directory }) => directory.insertOrganization(organization('org_a')));
  const next = transaction(({ directory }) => directory.insertOrganization(organization('org_b')));
  await expect(twice).rejects.toThrow(/UNIQUE/);
  await next;
  expect(await stores.directory.listOrganizations()).toHaveLength(2);
});
