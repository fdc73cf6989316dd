/** Builds, packs and unpacks a package as the registry would hand it out. */
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageManager } from '../setup.mjs';
import { must, PackageFault } from './command.mjs';
import { readManifest } from './publishable.mjs';

/** @typedef {import('./publishable.mjs').Publishable} Publishable */

/**
 * Builds and packs; a `dist` that was not there before is removed again.
 * @param {Publishable} publishable
 * @param {string} destination
 * @returns {string} path of the tarball
 */
export function pack({ folder, manifest: { name } }, destination) {
  const dist = join(folder, 'dist');
  const hadDist = existsSync(dist);
  try {
    // What an earlier build left would be published, too.
    rmSync(dist, { recursive: true, force: true });
    must(`${name}: the build`, [...packageManager, 'run', 'build'], folder);
    mkdirSync(destination, { recursive: true });
    must(
      `${name}: packing`,
      [...packageManager, 'pack', '--pack-destination', destination],
      folder,
    );
  } finally {
    if (!hadDist) rmSync(dist, { recursive: true, force: true });
  }
  const [tarball, ...others] = readdirSync(destination).filter((file) => file.endsWith('.tgz'));
  if (tarball === undefined || others.length > 0)
    throw new PackageFault(`${name}: packing left no single tarball in ${destination}.`);
  return join(destination, tarball);
}

/**
 * Unpacks a tarball into a consumer's node_modules, and beside it links those packages that it
 * declares, and no others: an import of anything else fails as it would at a customer's.
 * @param {Publishable} publishable
 * @param {string} tarball
 * @param {string} nodeModules
 * @param {ReadonlySet<string>} published names that come from tarballs of their own
 */
export function install({ folder, manifest: { name } }, tarball, nodeModules, published) {
  const target = join(nodeModules, name);
  mkdirSync(target, { recursive: true });
  must(
    `${name}: unpacking`,
    ['tar', '-xzf', tarball, '-C', target, '--strip-components=1'],
    folder,
  );
  const manifest = readManifest(target);
  const declared = { ...manifest.peerDependencies, ...manifest.dependencies };
  for (const [dependency, range] of Object.entries(declared)) {
    if (range.startsWith('workspace:'))
      throw new PackageFault(`${name}: ${dependency} is still "${range}" in the packed manifest.`);
    if (published.has(dependency)) continue;
    const source = join(folder, 'node_modules', dependency);
    if (!existsSync(source))
      throw new PackageFault(
        `${name}: ${dependency} is declared but not installed in the workspace; add it as a development dependency, too, so that it can be checked.`,
      );
    const link = join(target, 'node_modules', dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(realpathSync(source), link, 'junction');
  }
  return target;
}

/**
 * What must be in a package, and what must not.
 * @param {string} name
 * @param {string} target where it is unpacked
 */
export function checkFiles(name, target) {
  const files = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter(
    (file) => !file.startsWith('node_modules'),
  );
  for (const wanted of ['README.md', 'LICENSE']) {
    if (!files.includes(wanted))
      throw new PackageFault(`${name}: ${wanted} is not in the package.`);
  }
  const stray = files.find((file) => /(^|\/)(test|src)\/|\.test\.|(?<!\.d)\.tsx?$/.test(file));
  if (stray !== undefined)
    throw new PackageFault(`${name}: ${stray} does not belong in the package; see "files".`);
}
