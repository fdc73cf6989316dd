import { expect, test } from 'vitest';
import type { ChallengeCode } from '../../../src/domain/challenge-code/challenge-code.ts';
import type { ChallengeCodeMatch } from '../../../src/domain/challenge-code/challenge-code-store.ts';
import type { Storage } from '../../../src/domain/storage.ts';
import { unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

const codeOf = (extra: Partial<ChallengeCode> = {}): ChallengeCode => ({
  key: unique('key'),
  clientId: 'cli_1',
  userId: 'usr_1',
  embedderOrigin: 'https://a.example',
  audience: 'https://dash.example',
  keyThumbprint: 'thumbprint',
  parameters: { region: 'eu', tenants: ['a', 'ü'], limit: 5, live: true },
  createdAt: 1_000,
  expiresAt: 61_000,
  ...extra,
});

const matchOf = (
  code: ChallengeCode,
  extra: Partial<ChallengeCodeMatch> = {},
): ChallengeCodeMatch => ({
  key: code.key,
  clientId: code.clientId,
  embedderOrigin: code.embedderOrigin,
  audience: code.audience,
  keyThumbprint: 'thumbprint',
  now: 60_999,
  ...extra,
});

export function challengeCodeStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);
  const inserted = async (extra: Partial<ChallengeCode> = {}) => {
    const code = codeOf(extra);
    await storage().stores.challengeCodes.insert(code);
    return code;
  };

  test('a code is consumed once, whole as it was', async () => {
    const { challengeCodes } = storage().stores;
    const code = await inserted();
    expect(await challengeCodes.consume(matchOf(code))).toEqual(code);
    expect(await challengeCodes.consume(matchOf(code))).toBeUndefined();
  });

  test('outstanding codes of a user or a key go, used ones and those of others stay', async () => {
    const { challengeCodes } = storage().stores;
    const clientId = unique('cli');
    const used = await inserted({ clientId });
    await challengeCodes.consume(matchOf(used));
    const [ofUser, ofKey, ofOthers] = [
      await inserted({ clientId, userId: 'usr_2' }),
      await inserted({ clientId, keyThumbprint: 'other' }),
      await inserted({ userId: 'usr_2' }),
    ];
    const isThere = async ({ key }: ChallengeCode) =>
      (await challengeCodes.findOutstanding(key, 2_000)) !== undefined;
    await challengeCodes.deleteOutstanding({ clientId, userId: 'usr_2' });
    expect(await Promise.all([ofUser, ofKey, ofOthers].map(isThere))).toEqual([false, true, true]);
    await challengeCodes.deleteOutstanding({ clientId, keyThumbprint: 'other' });
    expect(await isThere(ofKey)).toBe(false);
    await challengeCodes.deleteOutstanding({ clientId });
    expect(await challengeCodes.findUsed(used.key)).toEqual({ clientId, userId: 'usr_1' });
  });

  test('two at once, one wins', async () => {
    const { challengeCodes } = storage().stores;
    const code = await inserted();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => challengeCodes.consume(matchOf(code))),
    );
    expect(outcomes.filter((outcome) => outcome !== undefined)).toEqual([code]);
  });

  test('two transactions at once, one wins', async () => {
    const code = await inserted();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () =>
        storage().transaction(({ challengeCodes }) => challengeCodes.consume(matchOf(code))),
      ),
    );
    expect(outcomes.filter((outcome) => outcome !== undefined)).toEqual([code]);
  });

  test.each<[string, Partial<ChallengeCodeMatch>]>([
    ['key', { key: 'other' }],
    ['client', { clientId: 'cli_2' }],
    ['embedder origin', { embedderOrigin: 'https://a.example/' }],
    ['audience', { audience: 'https://other.example' }],
    ['key thumbprint', { keyThumbprint: 'other' }],
    ['time', { now: 61_000 }],
  ])('another %s does not match, and does not consume', async (_name, extra) => {
    const { challengeCodes } = storage().stores;
    const code = await inserted();
    expect(await challengeCodes.consume(matchOf(code, extra))).toBeUndefined();
    expect(await challengeCodes.findUsed(code.key)).toBeUndefined();
    expect(await challengeCodes.consume(matchOf(code))).toEqual(code);
  });

  test('an unbound code takes any key', async () => {
    const { challengeCodes } = storage().stores;
    const code = await inserted({ keyThumbprint: undefined, parameters: {} });
    expect(await challengeCodes.consume(matchOf(code, { keyThumbprint: 'any' }))).toEqual(code);
  });

  test('a used code is known as such, an unused one is not', async () => {
    const { challengeCodes } = storage().stores;
    const [used, unused] = [await inserted(), await inserted()];
    await challengeCodes.consume(matchOf(used));
    expect(await challengeCodes.findUsed(used.key)).toEqual({ clientId: 'cli_1', userId: 'usr_1' });
    expect(await challengeCodes.findUsed(unused.key)).toBeUndefined();
    expect(await challengeCodes.findOutstanding(unused.key, 60_999)).toEqual(unused);
    expect(await challengeCodes.findOutstanding(unused.key, 61_000)).toBeUndefined();
    expect(await challengeCodes.findOutstanding(used.key, 60_999)).toBeUndefined();
  });

  test('expired codes are swept in batches', async () => {
    const { challengeCodes } = storage().stores;
    while ((await challengeCodes.sweep(Number.MAX_SAFE_INTEGER, 500)) > 0);
    for (let i = 0; i < 5; i++) await inserted({ expiresAt: 100 });
    const kept = await inserted({ expiresAt: 101 });
    expect(await challengeCodes.sweep(100, 3)).toBe(3);
    expect(await challengeCodes.sweep(100, 3)).toBe(2);
    expect(await challengeCodes.sweep(100, 3)).toBe(0);
    expect(await challengeCodes.consume(matchOf(kept, { now: 100 }))).toBeDefined();
  });
}
