import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin/tsc');

test('the examples of the README compile', { timeout: 60_000 }, async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
  expect(examples).toHaveLength(4);
  // Inside the package, so that its own name resolves through its exports.
  const folder = await mkdtemp(join(root, 'test', '.readme-'));
  try {
    await Promise.all(
      examples.map((code, at) => writeFile(join(folder, `example-${at}.ts`), code)),
    );
    const config = { extends: '../../tsconfig.json', include: ['*.ts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const faults = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    expect(faults).toBe('');
  } finally {
    await rm(folder, { recursive: true });
  }
});
