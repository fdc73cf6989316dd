import { expect, test } from 'vitest';
import { confirmationFaults, lifetimeWarnings } from '../../src/domain/client/lifetime-warning.ts';

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
])('CM6: a refresh token of %i s warns: %s', (refreshTokenLifetime, severity) => {
  const warnings = lifetimeWarnings({ refreshToken: true, refreshTokenLifetime });
  expect(warnings.map((warning) => warning.severity)).toEqual(severity ? [severity] : []);
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
  const faults = (changes: object, confirmed = false) =>
    confirmationFaults({ ...full, ...changes }, confirmed);
  expect(faults({})).toEqual([]);
  expect(faults({ accessTokenLifetime: DAY, refreshTokenLifetime: 30 * DAY })).toEqual([]);
  const long = { accessTokenLifetime: DAY + 1, refreshTokenLifetime: 30 * DAY + 1 };
  expect(faults(long)).toEqual([
    { path: 'confirmed', message: expect.stringMatching(/86401 s .* and .* 2592001 s/) },
  ]);
  expect(faults(long, true)).toEqual([]);
  expect(faults({ ...long, scopes: ['read', 'openid'] })).toEqual([]);
  expect(faults({ refreshToken: false, refreshTokenLifetime: 31 * DAY })).toEqual([]);
  expect(faults({ scopes: ['management'], accessTokenLifetime: 2 * DAY })).toHaveLength(1);
});
