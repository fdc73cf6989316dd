import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError, generateEncryptionKey, loadConfig, resolveConfig } from '../../src/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const dashboard = {
  audience: 'https://dash.example.com',
  origin: 'https://dash.example.com',
  client_id: 'dashboard',
  client_secret: 'dashboard-secret',
};
const complete = { encryptionKey: generateEncryptionKey(), dashboards: [dashboard] };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

function faultsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('the smallest configuration, and its defaults', () => {
  expect(resolveConfig(complete)).toMatchObject({
    host: '127.0.0.1',
    port: 4400,
    trustProxy: false,
    logLevel: 'info',
    renewMin: 0.6,
    renewMax: 0.8,
  });
});

test('there is no default secret', () => {
  expect(faultsOf(() => loadConfig({}))).toEqual([
    expect.stringMatching(/^encryptionKey: Required.*generate-encryption-key/),
  ]);
});

test('every fault at once, each with its variable', async () => {
  const environment = {
    CASEMENT_ISSUER: 'http://auth.example.com',
    CASEMENT_PORT: '99999',
    CASEMENT_ENCRYPTION_KEY: 'short',
    CASEMENT_TRUST_PROXY: 'everybody',
    CASEMENT_LOG_LEVEL: 'loud',
    CASEMENT_RENEW_MIN: '0',
    CASEMENT_RENEW_MAX: '1.5',
    CASEMENT_DASHBOARDS_FILE: join(folder.path, 'missing.json'),
  };
  const faults = faultsOf(() => loadConfig(environment));
  expect(faults).toHaveLength(8);
  let message = '';
  try {
    loadConfig(environment);
  } catch (error) {
    message = String(error);
  }
  for (const name of Object.keys(environment)) expect(message).toContain(name);
});

test('the environment, the dashboards’ file, and explicit options that beat them', async () => {
  const file = join(folder.path, 'dashboards.json');
  await writeFile(file, JSON.stringify([dashboard]));
  const environment = {
    CASEMENT_ISSUER: 'https://auth.example.com',
    CASEMENT_HOST: '0.0.0.0',
    CASEMENT_PORT: '8080',
    CASEMENT_DATABASE: '/data/c.db',
    CASEMENT_ENCRYPTION_KEY: complete.encryptionKey,
    CASEMENT_TRUST_PROXY: 'loopback, 10.0.0.0/8',
    CASEMENT_RENEW_MIN: '0.03',
    CASEMENT_RENEW_MAX: '0.05',
    CASEMENT_LOG_LEVEL: '',
    CASEMENT_DASHBOARDS_FILE: file,
  };
  expect(loadConfig(environment)).toMatchObject({
    issuer: 'https://auth.example.com',
    host: '0.0.0.0',
    port: 8080,
    database: '/data/c.db',
    trustProxy: ['loopback', '10.0.0.0/8'],
    renewMin: 0.03,
    renewMax: 0.05,
    logLevel: 'info',
    dashboards: [dashboard],
  });
  const other = { ...dashboard, client_id: 'other' };
  expect(loadConfig(environment, { port: 1, host: undefined, dashboards: [other] })).toMatchObject({
    port: 1,
    host: '0.0.0.0',
    dashboards: [other],
  });
});

test('a file that is not JSON is never quoted', async () => {
  const file = join(folder.path, 'dashboards.json');
  await writeFile(file, '[{ "client_secret": "hunter2" ');
  const faults = faultsOf(() => loadConfig({ CASEMENT_DASHBOARDS_FILE: file })).join('\n');
  expect(faults).toContain('not JSON');
  expect(faults).not.toContain('hunter2');
});

describe('the issuer', () => {
  test.each([
    'https://auth.example.com',
    'http://localhost:4400',
    'http://127.0.0.1',
    'http://[::1]:1',
  ])('%s', (issuer) => {
    expect(resolveConfig({ ...complete, issuer }).issuer).toBe(issuer);
  });
  test.each([
    'http://auth.example.com',
    'https://auth.example.com/',
    'https://auth.example.com/tenant',
    'https://auth.example.com?x',
    'https://user@auth.example.com',
    'ftp://auth.example.com',
    'auth.example.com',
  ])('not %s', (issuer) => {
    expect(faultsOf(() => resolveConfig({ ...complete, issuer }))).toEqual([
      expect.stringMatching(/^issuer: /),
    ]);
  });
  test('needed off loopback', () => {
    expect(faultsOf(() => resolveConfig({ ...complete, host: '0.0.0.0' }))).toEqual([
      expect.stringMatching(/^issuer: Required/),
    ]);
  });
});

describe('dashboard applications', () => {
  test('audiences, origins and client IDs are unique', () => {
    const faults = faultsOf(() =>
      resolveConfig({ ...complete, dashboards: [dashboard, dashboard] }),
    );
    expect(faults.map((fault) => fault.split(':', 1)[0])).toEqual([
      'dashboards.1.audience',
      'dashboards.1.origin',
      'dashboards.1.client_id',
    ]);
  });
  test('origins follow the rule of allowed origins; nothing unknown, nothing missing', () => {
    const odd = { ...dashboard, origin: 'https://dash.example.com/app', colour: 'red' };
    expect(faultsOf(() => resolveConfig({ ...complete, dashboards: [odd] }))).toHaveLength(2);
    const { client_secret: _, ...rest } = dashboard;
    const faults = faultsOf(() => resolveConfig({ ...complete, dashboards: [rest as never] }));
    expect(faults).toEqual([expect.stringMatching(/^dashboards.0.client_secret/)]);
    for (const odd of [null, {}, 'dashboards.json']) {
      expect(faultsOf(() => resolveConfig({ ...complete, dashboards: odd as never }))).toEqual([
        expect.stringMatching(/^dashboards: A JSON array/),
      ]);
    }
  });
  test('none where nothing is embedded; a file that is named has to be there', () => {
    const { encryptionKey } = complete;
    const without = resolveConfig({ encryptionKey });
    expect(without.dashboards).toEqual([]);
    expect(resolveConfig(without)).toEqual(without);
    const environment = { CASEMENT_ENCRYPTION_KEY: encryptionKey };
    expect(loadConfig(environment).dashboards).toEqual([]);
    const missing = { ...environment, CASEMENT_DASHBOARDS_FILE: join(folder.path, 'missing.json') };
    expect(faultsOf(() => loadConfig(missing))).toEqual([
      expect.stringContaining('CASEMENT_DASHBOARDS_FILE: cannot read'),
    ]);
  });
});

test('renewal fractions in the wrong order', () => {
  expect(faultsOf(() => resolveConfig({ ...complete, renewMin: 0.9 }))).toEqual([
    expect.stringMatching(/^renewMin: Must not exceed renewMax/),
  ]);
});

test.each(['true', '0', '17', '10.0.0.0/33', 'all', '::1/129', ''])(
  'trustProxy is not %j',
  (trustProxy) => {
    expect(faultsOf(() => resolveConfig({ ...complete, trustProxy }))).toHaveLength(1);
  },
);

test('an option that is not known', () => {
  const options = { ...complete, tokenLifetime: 5 };
  expect(faultsOf(() => resolveConfig(options))).toEqual([
    expect.stringContaining('tokenLifetime'),
  ]);
});

describe('mails', () => {
  test('a mail server needs a sender, and both a form', () => {
    const mails = (options: object) => faultsOf(() => resolveConfig({ ...complete, ...options }));
    expect(mails({ smtpUrl: 'smtp://mail.example.com' })).toEqual([
      expect.stringMatching(/^mailFrom: Required/),
    ]);
    expect(mails({ smtpUrl: 'http://user:hunter2@mail.example.com', mailFrom: 'nobody' })).toEqual([
      expect.stringMatching(/^smtpUrl: Must be smtp:/),
      expect.stringMatching(/^mailFrom: An address/),
    ]);
    expect(mails({ smtpUrl: 'smtp://u:hunter2@h/?x', mailFrom: 'a@b' }).join()).not.toContain(
      'hunter2',
    );
    expect(mails({ consoleUrl: 'javascript:alert(1)', locale: 'tlh' })).toEqual([
      expect.stringMatching(/^consoleUrl: An http\(s\) address/),
      expect.stringMatching(/^locale: A language tag/),
    ]);
    const from = 'Casement <casement@example.com>';
    expect(mails({ smtpUrl: 'smtps://u:p@h:465', mailFrom: from, locale: 'nn-NO' })).toEqual([]);
  });
});
