/**
 * Runs a command of the workspace from its TypeScript source. `npx` may find any Node on the PATH; one
 * that is too old hands over to the Node that the workspace pins. Plain JavaScript for that reason.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runChild } from './run-child.mjs';

/** Runs TypeScript without a flag or a warning. */
const MINIMUM = 24;

/**
 * @param {URL} program the command's source
 * @param {object} whereTooOld when this Node is too old, and no other is installed
 * @param {string} whereTooOld.who needs a newer one, as the message says it
 * @param {number} whereTooOld.exitCode
 */
export async function runFromSource(program, { who, exitCode }) {
  if (Number.parseInt(process.versions.node, 10) >= MINIMUM) {
    await import(program.href);
    return;
  }
  const node = pinnedNode();
  try {
    if (node === undefined) throw new Error('nothing is installed');
    process.exitCode = await runChild(node, [fileURLToPath(program), ...process.argv.slice(2)]);
  } catch {
    console.error(
      `error: node: ${who} needs Node ${MINIMUM} or newer; this is ${process.version}. Run npm start once: it installs one into the workspace.`,
    );
    process.exitCode = exitCode;
  }
}

/** The workspace's development dependency `node`; undefined where nothing is installed. */
function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}
