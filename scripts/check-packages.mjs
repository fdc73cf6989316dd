/**
 * Checks what customers would install: every package that is not private is built, packed, linted by
 * publint, unpacked outside the workspace with only what it declares, imported and compiled against.
 * Nothing is downloaded and nothing is left behind. Names as arguments restrict it to those packages.
 */
import { mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { must, PackageFault } from './packages/command.mjs';
import { checkImports, checkPrograms, checkTypes, createConsumer } from './packages/consumer.mjs';
import { checkFiles, install, pack } from './packages/packed.mjs';
import { publishablePackages, readManifest } from './packages/publishable.mjs';

const work = mkdtempSync(join(realpathSync(tmpdir()), 'casement-packages-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** @type {string[]} */
const faults = [];

/**
 * Goes on after a fault, so that one run names the faults of every package.
 * @template T
 * @param {() => T} check
 * @returns {T | undefined}
 */
function noting(check) {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof PackageFault)) throw error;
    faults.push(error.message);
    return undefined;
  }
}

const consumer = join(work, 'consumer');
const nodeModules = createConsumer(consumer);
const packages = noting(() => publishablePackages(process.argv.slice(2))) ?? [];
const published = new Set(packages.map(({ manifest }) => manifest.name));

// All of them are unpacked first, as they depend on each other.
const unpacked = packages.map((publishable, at) =>
  noting(() => {
    const { name } = publishable.manifest;
    const tarball = pack(publishable, join(work, String(at)));
    const target = install(publishable, tarball, nodeModules, published);
    noting(() => must(`${name}: publint`, ['publint', 'run', '--strict', tarball], work));
    return { target, size: statSync(tarball).size };
  }),
);

for (const entry of unpacked) {
  if (entry === undefined) continue;
  const { target, size } = entry;
  const manifest = readManifest(target);
  noting(() => checkFiles(manifest.name, target));
  noting(() => checkImports(manifest, consumer));
  noting(() => checkTypes(manifest, consumer));
  noting(() => checkPrograms(manifest, target));
  console.error(`${manifest.name}@${manifest.version}: ${(size / 1024).toFixed(1)} KiB packed`);
}

for (const fault of faults) console.error(`\n${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
