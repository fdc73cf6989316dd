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
  const examples = [...readme.matchAll(/^```(tsx?)\n(.*?)^```$/gms)];
  expect(examples).toHaveLength(5);
  // Inside the package, so that its own name resolves through its exports.
  const folder = await mkdtemp(join(root, 'test', '.readme-'));
  try {
    await Promise.all(
      examples.map(([, kind, code = ''], at) =>
        writeFile(join(folder, `example-${at}.${kind}`), code),
      ),
    );
    const config = { extends: '../../tsconfig.json', include: ['*.ts', '*.tsx'] };
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
