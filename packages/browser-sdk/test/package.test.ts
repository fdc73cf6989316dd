import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../build/bundle.ts';

let consumer: string;
let folder: string;

beforeAll(async () => {
  consumer = await mkdtemp(join(tmpdir(), 'casement-package-'));
  folder = join(consumer, 'dist');
  await bundle(folder);
  await mkdir(join(consumer, 'node_modules'));
  const react = dirname(fileURLToPath(import.meta.resolve('react/package.json')));
  await symlink(react, join(consumer, 'node_modules/react'), 'junction');
});
afterAll(() => rm(consumer, { recursive: true }));

const read = (file: string) => readFile(join(folder, file), 'utf8');

const BUDGETS = {
  'host.js': 7_000,
  'frame.js': 9_000,
  // The host is in them.
  'react.js': 8_500,
  'element.js': 9_500,
  // Loaded once a dashboard is live, or where something is to be said before; all languages are in it.
  'overlay-notice.js': 5_200,
  // Loaded on demand where something goes wrong; `frame-trouble` after the first renewal at the latest.
  'host-diagnostics.js': 2_300,
  'frame-trouble.js': 1_600,
  'http-refusal.js': 700,
  // Loaded by diagnose().
  'page-checks.js': 2_700,
  'frame-checks.js': 1_000,
  // Loaded when several dashboards first ask for a code at the same moment.
  'portal-batch.js': 700,
  // Loaded by pages and frames that listen to warnings, want the debug log, or are a wall.
  'observe-host.js': 1_300,
  'observe-frame.js': 1_000,
  'wall.js': 2_700,
  // Loaded by frames that are as high as their content.
  'height-reporter.js': 700,
};

/** A file with everything that it imports before it runs, minified and gzipped. */
async function sizeOf(file: string): Promise<number> {
  const code = await read(file);
  const imported = [...code.matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+)["'`]/g)];
  const sizes = await Promise.all(imported.map(([, name = '']) => sizeOf(name)));
  return sizes.reduce((sum, size) => sum + size, gzipSync(code, { level: 9 }).length);
}

test.each(Object.entries(BUDGETS))(
  '%s is at most %i bytes, minified and gzipped',
  async (file, budget) => {
    const size = await sizeOf(file);
    process.stdout.write(`${file}: ${size} of ${budget} bytes\n`);
    expect(size).toBeLessThanOrEqual(budget);
  },
);

test.each([
  ['react.js', 1_500],
  ['element.js', 2_500],
])('EM20 %s is at most %i bytes more than the host', async (file, budget) => {
  const more = (await sizeOf(file)) - (await sizeOf('host.js'));
  process.stdout.write(`${file}: ${more} of ${budget} bytes more than the host\n`);
  expect(more).toBeLessThanOrEqual(budget);
});

test('there is nothing in the package beside the bundles that are budgeted', async () => {
  // No page loads what is for tests.
  const files = [...Object.keys(BUDGETS), 'testing.js'];
  expect((await readdir(folder)).sort()).toEqual(files.sort());
});

test('a page in which nothing goes wrong loads one file, and penpal is in it', async () => {
  for (const file of ['host.js', 'frame.js', 'react.js', 'element.js']) {
    const code = (await read(file)).replace(/import\{[^}]*\}from["'`]react["'`];/, '');
    expect(code).not.toMatch(/^import|\bimport\s*["'{*]|\bfrom\s*["'`]/m);
    // A text of penpal's own.
    expect(code).toContain('failed due to destroyed connection');
  }
});

test('penpal’s own window messenger, with its "*" and its deprecated protocol, is not in a bundle', async () => {
  for (const file of await readdir(folder)) {
    expect(await read(file)).not.toMatch(/synAck|Please upgrade the child window/);
  }
});

test('75 no bundle holds a "*" that a message could go to, nor ways to run text as code or markup', async () => {
  for (const file of await readdir(folder)) {
    const code = await read(file);
    expect(code).not.toMatch(/["'`]\*["'`]/);
    expect(code).not.toMatch(/\beval\b|new Function|innerHTML|outerHTML|srcdoc|document\.write/);
    expect(code).not.toMatch(/localStorage|sessionStorage|indexedDB|\.cookie/);
  }
});

test.each([
  ['host', 'embedDashboard'],
  ['frame', 'connectToHost'],
  ['react', 'EmbeddedDashboard'],
  ['element', 'defineCasementDashboard'],
  ['testing', 'createTestSession'],
])('importing %s on a server touches no global', async (entry, name) => {
  const program = `
    // React looks around by itself, before we do.
    if (${entry === 'react'}) await import('react');
    const touched = [];
    const names = ['HTMLElement', 'customElements', 'CSSStyleSheet', 'crypto', 'window', 'document', 'navigator', 'location', 'localStorage',
      'addEventListener', 'setTimeout', 'setInterval', 'fetch', 'performance', 'MessageChannel'];
    for (const name of names) {
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get() { touched.push(name); return undefined; },
      });
    }
    const before = Object.getOwnPropertyNames(globalThis).length;
    const exported = Object.keys(await import(${JSON.stringify(join('file://', folder, `${entry}.js`))}));
    const added = Object.getOwnPropertyNames(globalThis).length - before;
    process.stdout.write(JSON.stringify({ touched, added, exported }));
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { cwd: consumer },
  );
  expect(JSON.parse(stdout)).toEqual({
    touched: [],
    added: 0,
    exported: ['CasementError', name],
  });
});
