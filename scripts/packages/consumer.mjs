/** Uses an unpacked package as a customer would: imports it, compiles against it, runs its programs. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from '../setup.mjs';
import { must, PackageFault } from './command.mjs';
import { entryPoints, isForNode } from './publishable.mjs';

/** @typedef {import('./publishable.mjs').Manifest} Manifest */

/**
 * Makes the consumer's folder, outside the workspace.
 * @param {string} folder
 * @returns {string} its node_modules
 */
export function createConsumer(folder) {
  const nodeModules = join(folder, 'node_modules');
  mkdirSync(join(nodeModules, '@types'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const nodeTypes = realpathSync(join(root, 'node_modules', '@types', 'node'));
  symlinkSync(nodeTypes, join(nodeModules, '@types', 'node'), 'junction');
  return nodeModules;
}

/**
 * Every entry point can be imported under Node, exports something, and starts nothing that would keep
 * the process alive.
 * @param {Manifest} manifest of the unpacked package
 * @param {string} consumer
 */
export function checkImports(manifest, consumer) {
  for (const entry of entryPoints(manifest)) {
    const code = `
      const names = Object.keys(await import(${JSON.stringify(entry)}));
      if (names.length === 0) throw new Error('it exports nothing');`;
    must(
      `${manifest.name}: importing ${entry} under Node ${process.version}`,
      [process.execPath, '--input-type=module', '--eval', code],
      consumer,
    );
  }
}

/**
 * The types of every entry point resolve and are sound, also without `skipLibCheck`.
 * @param {Manifest} manifest of the unpacked package
 * @param {string} consumer
 */
export function checkTypes(manifest, consumer) {
  const entries = entryPoints(manifest);
  const lines = [
    ...entries.map((entry, at) => `import * as entry${at} from ${JSON.stringify(entry)};`),
    'type IsAny<T> = 0 extends 1 & T ? true : false;',
    'type Values<T> = T[keyof T];',
    ...entries.map((_, at) => `export const typed${at}: IsAny<Values<typeof entry${at}>> = false;`),
  ];
  writeFileSync(join(consumer, 'consumer.ts'), `${lines.join('\n')}\n`);
  const forNode = isForNode(manifest);
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['preserve', 'bundler'],
  ]) {
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      lib: forNode ? ['es2024'] : ['es2022', 'dom', 'dom.iterable'],
      types: forNode ? ['node'] : [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    };
    writeFileSync(
      join(consumer, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['consumer.ts'] }),
    );
    must(
      `${manifest.name}: compiling a consumer (moduleResolution ${moduleResolution}, skipLibCheck off)`,
      [process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', consumer],
      consumer,
    );
  }
}

/**
 * Every program answers `--help`.
 * @param {Manifest} manifest of the unpacked package
 * @param {string} target where it is unpacked
 */
export function checkPrograms({ name, bin = {} }, target) {
  for (const [program, path] of Object.entries(bin)) {
    const file = join(target, path);
    if (!existsSync(file))
      throw new PackageFault(`${name}: the program ${program} is not at ${path} in the package.`);
    if (!readFileSync(file, 'utf8').startsWith('#!/usr/bin/env node\n'))
      throw new PackageFault(`${name}: ${path} does not start with "#!/usr/bin/env node".`);
    must(`${name}: ${program} --help`, [process.execPath, file, '--help'], target);
  }
}
