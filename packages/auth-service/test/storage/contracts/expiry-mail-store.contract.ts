import { expect, test } from 'vitest';
import type { ExpiryMailClaim } from '../../../src/domain/expiry-mail/expiry-mail-store.ts';
import {
  DAY,
  type ExpiryStage,
  stageWindow,
} from '../../../src/domain/expiry-mail/expiry-stage.ts';
import type { Storage } from '../../../src/domain/storage.ts';
import { secretOf, seedClient, seedTeam, unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

const LEASE = 600_000;
/** Where no other test's secrets are. */
let year = 0;
const quietYear = (): number => {
  year += 1;
  return year * 365 * DAY;
};

export function expiryMailStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);
  const seedSecret = async (expiresAt: number, extra: object = {}) => {
    const { stores } = storage();
    const client = await seedClient(stores, await seedTeam(stores));
    const secret = secretOf(client.id, { createdAt: 1, expiresAt, ...extra });
    await stores.clients.insertSecret(secret);
    return secret;
  };
  const due = async (stage: ExpiryStage, now: number) =>
    (await storage().stores.expiryMails.listDue(stageWindow(stage, now), 100)).map(({ id }) => id);
  const claimOf = (secretId: string, claim = unique('clm')): ExpiryMailClaim => ({
    ...{ secretId, stage: 30, recipientId: 'usr_a', claim },
  });

  test('a stage lasts until the next one, the last one for a week after the end', async () => {
    const end = quietYear();
    const { id } = await seedSecret(end);
    const stageAt = async (now: number) => {
      const found = [];
      for (const stage of [30, 14, 7, 1, 0] as const) {
        if ((await due(stage, now)).includes(id)) found.push(stage);
      }
      return found;
    };
    expect(await stageAt(end - 30 * DAY - 1)).toEqual([]);
    expect(await stageAt(end - 30 * DAY)).toEqual([30]);
    expect(await stageAt(end - 14 * DAY - 1)).toEqual([30]);
    expect(await stageAt(end - 14 * DAY)).toEqual([14]);
    expect(await stageAt(end - 1)).toEqual([1]);
    expect(await stageAt(end)).toEqual([0]);
    expect(await stageAt(end + 7 * DAY - 1)).toEqual([0]);
    expect(await stageAt(end + 7 * DAY)).toEqual([]);
  });

  test('a stage that was never ahead is not due', async () => {
    const end = quietYear();
    const exactly = await seedSecret(end, { createdAt: end - 30 * DAY });
    const longer = await seedSecret(end, { createdAt: end - 30 * DAY - 1 });
    const now = end - 29 * DAY;
    expect(await due(30, now)).toEqual([longer.id]);
    expect((await due(14, end - 14 * DAY)).toSorted()).toEqual([exactly.id, longer.id].toSorted());
  });

  test('revoked and superseded secrets, and those of clients that are not active, are not due', async () => {
    const end = quietYear();
    const { stores } = storage();
    const [live, revoked, paused, ended, rotated] = [
      await seedSecret(end),
      await seedSecret(end),
      await seedSecret(end),
      await seedSecret(end),
      await seedSecret(end),
    ];
    await stores.clients.revokeSecret(revoked.id, 5);
    // It ends before the overlap does, and is replaced all the same.
    await stores.clients.endSecrets(rotated.clientId, undefined, end + DAY);
    await stores.clients.setStatus(paused.clientId, 'inactive');
    await stores.clients.setStatus(ended.clientId, 'revoked');
    expect(await due(1, end - DAY)).toEqual([live.id]);
  });

  test('pages in the order of their ends', async () => {
    const end = quietYear();
    const { expiryMails } = storage().stores;
    const ids = [
      (await seedSecret(end + 2)).id,
      ...[(await seedSecret(end + 5)).id, (await seedSecret(end + 5)).id].toSorted(),
      (await seedSecret(end + 9)).id,
    ];
    const window = stageWindow(1, end);
    const first = await expiryMails.listDue(window, 2);
    const rest = await expiryMails.listDue(window, 9, first[1]);
    expect([...first, ...rest].map(({ id }) => id)).toEqual(ids);
  });

  test('85 of parallel claims one wins, and the lease is its own until it passes', async () => {
    const { expiryMails } = storage().stores;
    const { id } = await seedSecret(quietYear());
    const claims = Array.from({ length: 20 }, () => claimOf(id));
    const attempts = await Promise.all(claims.map((one) => expiryMails.claim(one, 1_000, LEASE)));
    expect(attempts.filter((attempt) => attempt !== undefined)).toEqual([1]);
    const [winner = claimOf(id)] = claims.filter((_, index) => attempts[index] !== undefined);
    expect(await expiryMails.claim(claimOf(id), LEASE - 1, 2 * LEASE)).toBeUndefined();
    const heir = claimOf(id);
    expect(await expiryMails.claim(heir, LEASE, 2 * LEASE)).toBe(2);
    // Whoever comes back from the dead settles nothing.
    expect(await expiryMails.settle(winner, 'sent', LEASE)).toBe(false);
    expect(await expiryMails.settle(heir, 'sent', LEASE)).toBe(true);
    expect(await expiryMails.claim(claimOf(id), 9 * LEASE, 10 * LEASE)).toBeUndefined();
  });

  test('a released claim can be taken from its moment on', async () => {
    const { expiryMails } = storage().stores;
    const { id } = await seedSecret(quietYear());
    const claim = claimOf(id);
    await expiryMails.claim(claim, 0, LEASE);
    await expiryMails.release(claim, 60_000);
    expect(await expiryMails.claim(claimOf(id), 59_999, LEASE)).toBeUndefined();
    expect(await expiryMails.claim(claimOf(id), 60_000, LEASE)).toBe(2);
  });

  test('a stage is settled once none of its mails is claimed', async () => {
    const end = quietYear();
    const { expiryMails } = storage().stores;
    const { id } = await seedSecret(end);
    const claim = claimOf(id);
    await expiryMails.claim(claim, 0, LEASE);
    await expiryMails.settleStage(id, 30);
    expect(await due(30, end - 30 * DAY)).toEqual([id]);
    await expiryMails.settle(claim, 'failed', 1);
    await expiryMails.settleStage(id, 30);
    await expiryMails.settleStage(id, 30);
    expect(await due(30, end - 30 * DAY)).toEqual([]);
    expect(await due(14, end - 14 * DAY)).toEqual([id]);
  });

  test('its mails go with a client', async () => {
    const { stores } = storage();
    const secret = await seedSecret(quietYear());
    const claim = claimOf(secret.id);
    await stores.expiryMails.claim(claim, 0, LEASE);
    await stores.clients.delete(secret.clientId);
    expect(await stores.expiryMails.settle(claim, 'sent', 1)).toBe(false);
  });
}
