import { expect, test } from 'vitest';
import type { Storage } from '../../../src/domain/storage.ts';
import { secretOf, seedClient, seedTeam, seedUser } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

const ORIGIN = 'https://a.example';

export function mintCandidateStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);

  test('client, live secrets, origin and named user in one', async () => {
    const { stores } = storage();
    const teamId = await seedTeam(stores);
    const user = await seedUser(stores, teamId);
    const client = await seedClient(stores, teamId, { requestsPerMinute: 90 });
    const secrets = [
      secretOf(client.id),
      secretOf(client.id, { expiresAt: 5, lastUsedAt: 4 }),
      secretOf(client.id, { revokedAt: 1 }),
    ];
    for (const secret of secrets) await stores.clients.insertSecret(secret);
    // A second membership multiplies the rows, not the secrets.
    const roleId = 'admin';
    const elsewhere = await seedTeam(stores);
    await stores.directory.putMembership({
      teamId: elsewhere,
      userId: user.id,
      roleId,
      createdAt: 1,
    });
    const found = await stores.mintCandidates.find(client.id, ORIGIN, user.email);
    expect(found).toMatchObject({
      client: {
        id: client.id,
        type: 'embedded',
        status: 'active',
        userMode: 'dynamic',
        requestsPerMinute: 90,
      },
      originAllowed: true,
      user: { id: user.id, status: 'active', member: true },
    });
    const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
    expect(found?.secrets.toSorted(byId)).toEqual(
      secrets
        .slice(0, 2)
        .map(({ id, hash, expiresAt, lastUsedAt }) => ({ id, hash, expiresAt, lastUsedAt }))
        .toSorted(byId),
    );
  });

  test('another origin is not allowed, an unknown user is none', async () => {
    const { stores } = storage();
    const client = await seedClient(stores, await seedTeam(stores));
    for (const origin of ['https://c.example', `${ORIGIN}/`, '']) {
      expect(
        await stores.mintCandidates.find(client.id, origin, 'nobody@example.com'),
      ).toMatchObject({ originAllowed: false, user: undefined, secrets: [] });
    }
    expect((await stores.mintCandidates.find(client.id, ORIGIN, undefined))?.user).toBeUndefined();
    expect(await stores.mintCandidates.find('cli_none', ORIGIN, undefined)).toBeUndefined();
  });

  test('members of other teams are none, roles that count everywhere are', async () => {
    const { stores } = storage();
    const client = await seedClient(stores, await seedTeam(stores));
    const elsewhere = await seedTeam(stores);
    const member = async (email: string) =>
      (await stores.mintCandidates.find(client.id, ORIGIN, email))?.user?.member;
    expect(await member((await seedUser(stores)).email)).toBe(false);
    expect(await member((await seedUser(stores, elsewhere, 'admin')).email)).toBe(false);
    expect(await member((await seedUser(stores, elsewhere, 'super_admin')).email)).toBe(true);
  });

  test('in static mode it is the pinned user, whoever is named', async () => {
    const { stores } = storage();
    const teamId = await seedTeam(stores);
    const [pinned, other] = [await seedUser(stores, teamId), await seedUser(stores, teamId)];
    const client = await seedClient(stores, teamId, {
      userMode: 'static',
      staticUserId: pinned.id,
    });
    for (const email of [undefined, other.email]) {
      const found = await stores.mintCandidates.find(client.id, ORIGIN, email);
      expect(found?.user?.id).toBe(pinned.id);
    }
    await stores.directory.setUserStatus(pinned.id, 'inactive');
    const found = await stores.mintCandidates.find(client.id, ORIGIN, undefined);
    expect(found?.user?.status).toBe('inactive');
  });
}
