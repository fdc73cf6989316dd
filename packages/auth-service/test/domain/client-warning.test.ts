import { expect, test } from 'vitest';
import { lifetimeConfirmations, lifetimeWarnings } from '../../src/domain/client/client-warning.ts';

const DAY = 24 * 3600;

test.each([
  [1, undefined],
  [7 * DAY - 1, undefined],
  [7 * DAY, 'information'],
  [30 * DAY, 'information'],
  [30 * DAY + 1, 'security'],
  [90 * DAY, 'security'],
  [90 * DAY + 1, 'high'],
  [365 * DAY, 'high'],
])('CM6: a refresh token of %i s warns: %s', (refreshTokenLifetime, level) => {
  const warnings = lifetimeWarnings({ refreshToken: true, refreshTokenLifetime });
  expect(warnings.map((warning) => warning.level)).toEqual(level ? [level] : []);
});

test('CM6: without refresh tokens there is nothing to warn about', () => {
  expect(lifetimeWarnings({ refreshToken: false, refreshTokenLifetime: 365 * DAY })).toEqual([]);
});

const full = {
  scopes: ['read', 'write'],
  accessTokenLifetime: 3600,
  refreshToken: true,
  refreshTokenLifetime: DAY,
} as const;

test('CM7: full access for over 24 hours, or refreshed for over 30 days, is confirmed', () => {
  const confirmations = (changes: object) =>
    lifetimeConfirmations({ ...full, ...changes }).map(({ code, field }) => [code, field]);
  expect(confirmations({})).toEqual([]);
  expect(confirmations({ accessTokenLifetime: DAY, refreshTokenLifetime: 30 * DAY })).toEqual([]);
  const long = { accessTokenLifetime: DAY + 1, refreshTokenLifetime: 30 * DAY + 1 };
  expect(confirmations(long)).toEqual([
    ['full_access_long_access_token', 'accessTokenLifetime'],
    ['full_access_long_refresh_token', 'refreshTokenLifetime'],
  ]);
  expect(confirmations({ ...long, scopes: ['read', 'openid'] })).toEqual([]);
  expect(confirmations({ refreshToken: false, refreshTokenLifetime: 31 * DAY })).toEqual([]);
  expect(confirmations({ scopes: ['management'], accessTokenLifetime: 2 * DAY })).toHaveLength(1);
});
