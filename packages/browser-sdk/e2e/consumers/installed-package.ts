import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../build/bundle.ts';

let installed: Promise<string> | undefined;

/** A folder of a customer's: the SDK as it is published, React, and nothing of this repository. */
export function installPackage(): Promise<string> {
  installed ??= install();
  return installed;
}

async function install(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'casement-consumer-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const modules = join(folder, 'node_modules');
  const target = join(modules, '@casement/browser-sdk');
  mkdirSync(target, { recursive: true });
  const manifest = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  const { name, version, type, sideEffects, publishConfig } = manifest;
  const published = { name, version, type, sideEffects, ...publishConfig };
  await writeFile(join(target, 'package.json'), JSON.stringify(published));
  await bundle(join(target, 'dist'));
  for (const dependency of ['react', 'react-dom', 'vue']) {
    await symlink(folderOf(dependency), join(modules, dependency), 'junction');
  }
  return folder;
}

/** Where a package of the workspace lies. */
export function folderOf(name: string): string {
  return dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)));
}
