import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));

/**
 * What the compiler finds wrong with examples when they stand in a package that is imported by its name.
 *
 * @param packageFolder with a `tsconfig.json` and a folder `test`
 * @param examples code by file name
 * @returns its output; empty where all compile
 */
export async function typeFaults(
  packageFolder: string,
  examples: Readonly<Record<string, string>>,
): Promise<string> {
  // Inside the package, so that its own name resolves through its exports.
  const folder = await mkdtemp(join(packageFolder, 'test', '.readme-'));
  try {
    const config = { extends: '../../tsconfig.json', include: ['*.ts', '*.tsx'] };
    const files = { ...examples, 'tsconfig.json': JSON.stringify(config) };
    await Promise.all(
      Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)),
    );
    return await promisify(execFile)(process.execPath, [tsc, '-p', folder]).then(
      () => '',
      (error: Error & { stdout: string }) => error.stdout || error.message,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
