import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENTRIES } from './bundle.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(import.meta.resolve('typescript/package.json'));

const SPECIFIER = /(from\s+|import\s*\(\s*)'([^']+)'/g;

/**
 * Writes the public types: of all declarations those that the entries reach. Their imports must stay
 * inside of this package, since nothing else is installed with it.
 */
export async function writeTypes(outDir: string): Promise<void> {
  const emitted = await mkdtemp(join(tmpdir(), 'casement-types-'));
  try {
    const tsc = join(dirname(compiler), 'bin/tsc');
    const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', emitted];
    execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    const written = new Set<string>();
    for (const entry of ENTRIES) {
      await copy(`${entry}/index.d.ts`, join(emitted, 'browser-sdk/src'), outDir, written);
      const text = `export * from './types/${entry}/index.js';\n`;
      await writeFile(join(outDir, `${entry}.d.ts`), text);
    }
  } finally {
    await rm(emitted, { recursive: true, force: true });
  }
}

async function copy(
  file: string,
  from: string,
  outDir: string,
  written: Set<string>,
): Promise<void> {
  if (written.has(file)) return;
  written.add(file);
  const text = await readFile(join(from, file), 'utf8');
  const imported: string[] = [];
  const rewritten = text.replace(SPECIFIER, (_, before: string, specifier: string) => {
    // A peer dependency, with its types.
    if (specifier === 'react' && file.startsWith('react/')) return `${before}'${specifier}'`;
    if (!/^\.\.?\/.*\.ts$/.test(specifier)) {
      throw new Error(`${file} would make customers' types depend on ${specifier}.`);
    }
    imported.push(normalize(join(dirname(file), specifier.replace(/\.ts$/, '.d.ts'))));
    return `${before}'${specifier.replace(/\.ts$/, '.js')}'`;
  });
  const target = join(outDir, 'types', file);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, rewritten);
  for (const next of imported) await copy(next, from, outDir, written);
}
