import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { administration } from '../../src/administration.ts';
import { DEFAULT_LIMITS } from '../../src/config/limits-schema.ts';
import { refusalLog } from '../../src/domain/audit/refusal-log.ts';
import type { User } from '../../src/domain/directory/directory.ts';
import { createLimits, type LimitAmounts } from '../../src/domain/limit/limits.ts';
import { type SignInDependencies, signIn } from '../../src/domain/sign-in/sign-in.ts';
import type { Storage } from '../../src/domain/storage.ts';
import { memoryRateLimiter } from '../../src/storage/memory/memory-rate-limiter.ts';
import { ADAPTERS } from '../storage/adapters.ts';
import { CHEAP_HASH, PASSWORD } from '../support/cheap-password.ts';

const HOME = '192.0.2.1';

let storage: Storage;
let ana: User;
beforeAll(async () => {
  storage = (await ADAPTERS[0]?.open()) as Storage;
  const { directory } = administration(storage);
  ana = await directory.createUser({ email: 'Ana@Example.com', name: 'Ana' });
  await storage.stores.passwords.put(ana.id, CHEAP_HASH, 1);
  const ben = await directory.createUser({ email: 'ben@example.com', name: 'Ben' });
  await storage.stores.passwords.put(ben.id, CHEAP_HASH, 1);
  await directory.setUserStatus(ben.id, 'inactive');
  await directory.createUser({ email: 'cem@example.com', name: 'Cem' });
});
afterAll(() => storage.close());

// Later than what the directory was made at.
let now = Date.now() + 3_600_000;
let deps: SignInDependencies;
const withLimits = (amounts: Partial<LimitAmounts>) => {
  now += 1000;
  const clock = () => now;
  deps = {
    storage,
    clock,
    refusals: refusalLog(storage.stores.audit, clock),
    limits: createLimits({
      amounts: { ...DEFAULT_LIMITS, ...amounts },
      window: 60,
      signInWindow: 900,
      limiter: memoryRateLimiter,
    }),
  };
};
beforeEach(() => withLimits({}));

const attempt = (email: string, password: string, address = HOME) =>
  signIn(deps, { email, password, address });

const audited = async () =>
  (await storage.stores.audit.list({ since: now })).map(({ type, userId, address, details }) => ({
    type,
    userId,
    address,
    reason: details.reason,
  }));

test('the right password signs in, however the address is written', async () => {
  expect(await attempt(' ana@EXAMPLE.com ', PASSWORD)).toEqual({ outcome: 'signed_in', user: ana });
  expect(await audited()).toEqual([
    { type: 'user.signed_in', userId: ana.id, address: HOME, reason: undefined },
  ]);
});

test.each([
  ['a wrong password', 'ana@example.com', `${PASSWORD}!`, 'wrong_password'],
  ['an unknown account', 'nobody@example.com', PASSWORD, 'unknown_user'],
  ['an inactive user', 'ben@example.com', PASSWORD, 'inactive_user'],
  ['a user without a password', 'cem@example.com', PASSWORD, 'no_password'],
  ['nothing at all', '', '', 'unknown_user'],
])(
  '%s is refused without a reason; the audit log has it',
  async (_case, email, password, reason) => {
    expect(await attempt(email, password)).toEqual({ outcome: 'refused' });
    expect(await audited()).toEqual([
      expect.objectContaining({ type: 'user.sign_in_failed', address: HOME, reason }),
    ]);
  },
);

const throttled = { outcome: 'throttled', retryAfter: expect.any(Number) };

test.each(['ana@example.com', 'nobody@example.com'])(
  '87 after too many failures for %s even the right password waits, from this address',
  async (email) => {
    withLimits({ sign_in_failures_per_account_and_address: 1 });
    expect(await attempt(email, 'wrong')).toEqual({ outcome: 'refused' });
    const result = await attempt(email.toUpperCase(), PASSWORD);
    expect(result).toEqual(throttled);
    expect(result).toMatchObject({ retryAfter: expect.toSatisfy((s) => s > 890 && s <= 900) });
    expect((await attempt(email, 'wrong', '192.0.2.2')).outcome).toBe('refused');
    expect(await audited()).toContainEqual({
      type: 'limit.exceeded',
      userId: undefined,
      address: HOME,
      reason: 'sign_in_failures_per_account_and_address',
    });
  },
);

test('87 an account is closed for a while after failures from many addresses', async () => {
  withLimits({ sign_in_failures_per_account: 2 });
  await attempt(ana.email, 'wrong', '192.0.2.1');
  await attempt(ana.email, 'wrong', '192.0.2.2');
  expect(await attempt(ana.email, PASSWORD, '192.0.2.3')).toEqual(throttled);
  expect((await attempt('ben@example.com', PASSWORD, '192.0.2.3')).outcome).toBe('refused');
});

test('87 an address is closed for a while after failures for many accounts', async () => {
  withLimits({ sign_in_failures_per_address: 2 });
  await attempt('ana@example.com', 'wrong', '2001:db8::1');
  await attempt('ben@example.com', 'wrong', '2001:db8::2');
  expect(await attempt(ana.email, PASSWORD, '2001:db8::3')).toEqual(throttled);
  expect((await attempt(ana.email, PASSWORD, '2001:db8:1::1')).outcome).toBe('signed_in');
});

test('signing in uses nothing up', async () => {
  withLimits({ sign_in_failures_per_account_and_address: 1, sign_in_failures_per_address: 1 });
  for (let i = 0; i < 3; i++) {
    expect((await attempt(ana.email, PASSWORD)).outcome).toBe('signed_in');
  }
});

test('of many attempts at once no more are tried than of one after the other', async () => {
  withLimits({ sign_in_failures_per_account_and_address: 3 });
  const results = await Promise.all(Array.from({ length: 12 }, () => attempt(ana.email, 'wrong')));
  expect(results.filter(({ outcome }) => outcome === 'refused')).toHaveLength(3);
  expect(results.filter(({ outcome }) => outcome === 'throttled')).toHaveLength(9);
});
