/** Which packages are published, and what each of them promises. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';
import { PackageFault } from './command.mjs';

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {Record<string, string>} [engines]
 * @property {Record<string, unknown>} [exports]
 * @property {Record<string, string>} [bin]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 */

/**
 * @typedef {object} Publishable
 * @property {string} folder
 * @property {Manifest} manifest as in the workspace, before `publishConfig` is applied
 */

/** @param {string} folder @returns {Manifest} */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/**
 * Every package of the workspace that is not private.
 * @param {readonly string[]} [only] names, to which their dependencies are added; all packages where
 *   there are none
 * @returns {Publishable[]}
 */
export function publishablePackages(only = []) {
  const packages = join(root, 'packages');
  const all = readdirSync(packages)
    .map((name) => join(packages, name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => manifest.private !== true);
  const unknown = only.find((name) => !all.some(({ manifest }) => manifest.name === name));
  if (unknown !== undefined)
    throw new PackageFault(
      `${unknown} is none of ${all.map(({ manifest }) => manifest.name).join(', ')}.`,
    );
  if (only.length === 0) return all;
  const wanted = withDependencies(only, all);
  return all.filter(({ manifest }) => wanted.has(manifest.name));
}

/**
 * A package's own dependencies of this workspace come as packages, too: as a customer gets them, and
 * not as source.
 * @param {readonly string[]} names
 * @param {readonly Publishable[]} all
 */
function withDependencies(names, all) {
  const wanted = new Set(names);
  // A set that grows is walked to its new end.
  for (const name of wanted) {
    const found = all.find(({ manifest }) => manifest.name === name);
    for (const [dependency, range] of Object.entries(found?.manifest.dependencies ?? {})) {
      if (range.startsWith('workspace:')) wanted.add(dependency);
    }
  }
  return wanted;
}

/**
 * The specifiers under which a package can be imported.
 * @param {Manifest} manifest
 */
export function entryPoints({ name, exports = {} }) {
  return Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => name + path.slice(1));
}

/** Packages that say which Node they need are for servers; the others are for browsers. @param {Manifest} manifest */
export function isForNode({ engines }) {
  return engines?.node !== undefined;
}
