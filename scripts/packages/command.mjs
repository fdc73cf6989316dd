/** Runs the programs of the package check, silent unless they fail. */
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { root } from '../setup.mjs';

/** What is wrong with a package, for a person; everything else is a fault of the check. */
export class PackageFault extends Error {}

/**
 * @param {string} what for the message, as "… failed"
 * @param {readonly string[]} command
 * @param {string} cwd
 * @throws {PackageFault} with the program's output
 */
export function must(what, [program = '', ...args], cwd) {
  const bin = join(root, 'node_modules', '.bin');
  const result = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    env: {
      ...process.env,
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      NO_COLOR: '1',
      npm_config_loglevel: 'error',
    },
  });
  if (result.status === 0) return result.stdout;
  const reason =
    result.error?.message ??
    (result.signal ? `killed by ${result.signal}` : `exit ${result.status}`);
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim();
  throw new PackageFault(`${what} failed (${reason}).\n${output}`);
}
