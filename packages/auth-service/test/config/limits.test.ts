import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/config/limits-schema.ts';
import { LIMIT_NAMES } from '../../src/domain/limit/limits.ts';
import { type Config, generateEncryptionKey, loadConfig } from '../../src/index.ts';

const load = (
  environment: Record<string, string>,
  options: Parameters<typeof loadConfig>[1] = {},
): Config =>
  loadConfig(
    { CASEMENT_ENCRYPTION_KEY: generateEncryptionKey(), ...environment },
    {
      dashboards: [
        {
          audience: 'https://dash.example.com',
          origin: 'https://dash.example.com',
          client_id: 'dashboard',
          client_secret: 'dashboard-secret-of-tests',
        },
      ],
      ...options,
    },
  );

test('without a word every limit has its default', () => {
  const { limits, limitWindow, auditRetentionDays } = load({});
  expect(limits).toEqual(DEFAULT_LIMITS);
  expect(limitWindow).toBe(60);
  expect(auditRetentionDays).toBe(365);
});

test('every limit has a variable of its own, and can be off', () => {
  const variables = LIMIT_NAMES.map((name, index) => [
    `CASEMENT_LIMIT_${name.toUpperCase()}`,
    index === 0 ? 'off' : String(index * 10),
  ]);
  const { limits, limitWindow, signInWindow } = load({
    ...Object.fromEntries(variables),
    CASEMENT_LIMIT_WINDOW: '10',
    CASEMENT_SIGN_IN_WINDOW: '20',
  });
  expect(Object.values(limits)).toEqual(LIMIT_NAMES.map((_, index) => index > 0 && index * 10));
  expect({ limitWindow, signInWindow }).toEqual({ limitWindow: 10, signInWindow: 20 });
});

test('all of them can be switched off, by environment or option', () => {
  const off = Object.fromEntries(LIMIT_NAMES.map((name) => [name, false]));
  expect(load({ CASEMENT_LIMITS: 'off' }).limits).toEqual(off);
  expect(load({}, { limits: false }).limits).toEqual(off);
  expect(load({ CASEMENT_LIMITS: 'on' }).limits).toEqual(DEFAULT_LIMITS);
});

test('explicit options beat the environment', () => {
  const { limits } = load({ CASEMENT_LIMITS: 'off' }, { limits: { mints_per_client: 7 } });
  expect(limits).toEqual({ ...DEFAULT_LIMITS, mints_per_client: 7 });
});

test.each([
  [{ CASEMENT_LIMITS: 'no' }, 'CASEMENT_LIMITS'],
  [{ CASEMENT_LIMIT_MINTS_PER_CLIENT: '0' }, 'CASEMENT_LIMIT_MINTS_PER_CLIENT'],
  [{ CASEMENT_LIMIT_MINTS_PER_CLIENT: 'many' }, 'CASEMENT_LIMIT_MINTS_PER_CLIENT'],
  [{ CASEMENT_LIMIT_WINDOW: '0.5' }, 'CASEMENT_LIMIT_WINDOW'],
  [{ CASEMENT_AUDIT_RETENTION_DAYS: '0' }, 'CASEMENT_AUDIT_RETENTION_DAYS'],
])('a fault names its variable: %j', (environment, variable) => {
  expect(() => load(environment)).toThrow(variable);
});
