/** The tables of docs/operations.md name everything there is, with its default. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { environmentName } from '../../src/config/environment.ts';
import { AUDIT_EVENT_TYPES } from '../../src/domain/audit/audit-event.ts';
import { LIMIT_NAMES } from '../../src/domain/limit/limits.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { generateEncryptionKey, loadConfig } from '../../src/index.ts';
import { VARIABLES } from '../support/variables.ts';

const document = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');

/** First cell to second cell, of every table row that begins with code. */
const rows = new Map(
  [...document.matchAll(/^\| `([^`]+)` \| ([^|]+?) \|/gm)].map(([, name, value]) => [name, value]),
);

const defaults = loadConfig({
  CASEMENT_ENCRYPTION_KEY: generateEncryptionKey(),
  CASEMENT_DASHBOARDS_FILE: new URL('dashboards.json', import.meta.url).pathname,
});

test('every variable is in the table, and no other', () => {
  const named = [...rows.keys()].filter((name) => name?.startsWith('CASEMENT_'));
  expect(named.toSorted()).toEqual(VARIABLES.toSorted());
});

test('the defaults in the table are the real ones', () => {
  const plain = Object.entries(defaults).flatMap(([option, value]) =>
    ['encryptionKey', 'dashboards', 'limits', 'issuer'].includes(option) ? [] : [[option, value]],
  );
  const limits = Object.entries(defaults.limits).map(([name, value]) => [`limits.${name}`, value]);
  expect(plain.length).toBeGreaterThan(8);
  for (const [option, value] of [...plain, ...limits]) {
    const variable = environmentName(String(option)) ?? '';
    expect(rows.get(variable), variable).toBe(`\`${value}\``);
  }
});

test('every audit event, limit and metric is named', async () => {
  const metrics = createMetrics(
    async () => 0,
    () => 0,
  );
  const names = (await metrics.registry.getMetricsAsJSON()).map(({ name }) => name);
  for (const name of [...AUDIT_EVENT_TYPES, ...LIMIT_NAMES, ...names]) {
    expect(document).toContain(`\`${name}\``);
  }
});

const security = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8');

const sourceOf = (file: string): string =>
  readFileSync(new URL(`../../../../packages/${file}`, import.meta.url), 'utf8');

test('every test file that docs/security.md names is there', () => {
  const named = [
    ...security.matchAll(/`((?:auth-service|server-sdk|browser-sdk|demo-portal)\/[^`]+\.ts)`/g),
  ];
  expect(named.length).toBeGreaterThan(15);
  for (const [, file = ''] of named) expect(() => sourceOf(file)).not.toThrow();
});

test('every promise of docs/security.md names its tests, and they are there by that title', () => {
  const rows = (security.split('## Promises, with their numbers')[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1);
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) {
    const named = [...row.matchAll(/`([^`]+\.test\.ts)`: (“[^”]+”(?:, “[^”]+”)*)/g)];
    expect(named, row).not.toEqual([]);
    for (const [, file = '', titles = ''] of named) {
      const source = sourceOf(file);
      // A row of test.each has its title in a list.
      const missing = [...titles.matchAll(/“([^”]+)”/g)].filter(
        ([, title = '']) => !source.includes(`('${title}',`) && !source.includes(`['${title}',`),
      );
      expect(missing, file).toEqual([]);
    }
  }
});
