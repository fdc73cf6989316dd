import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

const organization = (id = unique('org')) => ({ id, name: id, createdAt: 1 });

export function transactionContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);
  const exists = async (id: string) =>
    (await storage().stores.directory.findOrganization(id)) !== undefined;

  test('what was written stands, and is answered', async () => {
    const { id, ...rest } = organization();
    const answer = await storage().transaction(async ({ directory }) => {
      await directory.insertOrganization({ id, ...rest });
      return (await directory.findOrganization(id))?.name;
    });
    expect(answer).toBe(rest.name);
    expect(await exists(id)).toBe(true);
  });

  test('a throw undoes everything of its own, and nothing of others', async () => {
    const [undone, beside, after] = [organization(), organization(), organization()];
    const failing = storage().transaction(async ({ directory }) => {
      await directory.insertOrganization(undone);
      throw new Error('refused');
    });
    const others = [
      storage().stores.directory.insertOrganization(beside),
      storage().transaction(({ directory }) => directory.insertOrganization(after)),
    ];
    await expect(failing).rejects.toThrow('refused');
    await Promise.all(others);
    expect(await exists(undone.id)).toBe(false);
    expect(await exists(beside.id)).toBe(true);
    expect(await exists(after.id)).toBe(true);
  });

  test('many at once count right', async () => {
    const { id, ...rest } = organization();
    await storage().stores.directory.insertOrganization({ id, ...rest });
    const team = () => {
      const [teamId, slug] = [unique('team'), unique('team')];
      return { id: teamId, organizationId: id, name: 'T', slug, createdAt: 1 };
    };
    const counts = await Promise.all(
      Array.from({ length: 50 }, () =>
        storage().transaction(async ({ directory }) => {
          const before = (await directory.listTeams(id)).length;
          await directory.insertTeam(team());
          return before;
        }),
      ),
    );
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  test('it answers when asked', async () => {
    await expect(storage().ping()).resolves.toBeUndefined();
  });
}
