import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../build/bundle.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-package-'));
  await bundle(folder);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const read = (file: string) => readFile(join(folder, file), 'utf8');

test.each([
  ['host.js', 7_000],
  ['frame.js', 9_000],
  ['host-diagnostics.js', 1_500],
  ['frame-diagnostics.js', 1_500],
  ['height-reporter.js', 1_000],
])('%s is at most %i bytes, minified and gzipped', async (file, budget) => {
  const size = gzipSync(await read(file), { level: 9 }).length;
  expect(size, `${file}: ${size} bytes`).toBeLessThanOrEqual(budget);
});

test('there is nothing in the package beside the bundles that are budgeted', async () => {
  expect((await readdir(folder)).sort()).toEqual([
    'frame-diagnostics.js',
    'frame.js',
    'height-reporter.js',
    'host-diagnostics.js',
    'host.js',
  ]);
});

test('a page that uses neither diagnostics nor auto-height loads one file', async () => {
  for (const file of ['host.js', 'frame.js']) {
    expect(await read(file)).not.toMatch(/^import|\bimport\s*["'{*]|\bfrom\s*["'`]/m);
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

test.each(['host', 'frame'])('importing %s on a server touches no global', async (entry) => {
  const program = `
    const touched = [];
    const names = ['window', 'document', 'navigator', 'location', 'crypto', 'localStorage',
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
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    program,
  ]);
  expect(JSON.parse(stdout)).toEqual({
    touched: [],
    added: 0,
    exported: ['CasementError', entry === 'host' ? 'embedDashboard' : 'connectToHost'],
  });
});
