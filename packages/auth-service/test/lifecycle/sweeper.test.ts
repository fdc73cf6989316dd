import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChallengeCode } from '../../src/domain/challenge-code/challenge-code.ts';
import type { Storage } from '../../src/domain/storage.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';
import { SWEEP_BATCH, startSweeper, sweepExpired } from '../../src/sweeper.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MINUTE = 60_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let storage: Storage;
beforeEach(async () => {
  folder = await temporaryFolder();
  storage = await openSqlite(join(folder.path, 'sweep.db'));
});
afterEach(async () => {
  await storage.close();
  await folder.remove();
});

const code = (key: string, expiresAt: number): ChallengeCode => ({
  key,
  clientId: 'cli_1',
  userId: 'usr_1',
  embedderOrigin: 'https://a.example',
  audience: 'https://dash.example',
  keyThumbprint: undefined,
  parameters: {},
  createdAt: 0,
  expiresAt,
});

test('more than one batch goes, and what may still be asked for stays', async () => {
  const { challengeCodes, proofs, clients } = storage.stores;
  const old = 2 * SWEEP_BATCH + 7;
  await Promise.all(
    Array.from({ length: old }, (_, index) => challengeCodes.insert(code(`old-${index}`, MINUTE))),
  );
  await proofs.remember('key', 'old', MINUTE);
  await clients.rememberAssertion('cli_1', 'old', MINUTE);
  // A second use is still recognised minutes after the code expired.
  await challengeCodes.insert(code('recent', 10 * MINUTE));
  await challengeCodes.consume({
    key: 'recent',
    clientId: 'cli_1',
    embedderOrigin: 'https://a.example',
    audience: 'https://dash.example',
    keyThumbprint: 'any',
    now: 9 * MINUTE,
  });
  expect(await sweepExpired(storage.stores, 12 * MINUTE)).toBe(old + 2);
  expect(await challengeCodes.findUsed('recent')).toBeDefined();
  expect(await sweepExpired(storage.stores, 12 * MINUTE)).toBe(0);
});

test('it sweeps by itself until it is stopped', async () => {
  const { proofs } = storage.stores;
  await proofs.remember('key', 'jti', 1);
  const stop = startSweeper(storage.stores, () => MINUTE, pino({ level: 'silent' }), 5);
  // Swept away, the same jti is new again.
  await expect.poll(() => proofs.remember('key', 'jti', 2 * MINUTE)).toBe(true);
  await stop();
});
