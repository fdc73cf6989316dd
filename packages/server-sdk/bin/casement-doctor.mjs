#!/usr/bin/env node
/**
 * `casement-doctor` inside this workspace, where it runs from its TypeScript source. `npx` may find any
 * Node on the PATH; one that does not run TypeScript hands over to the Node that the workspace pins.
 * Plain JavaScript for that reason. The published package has `dist/doctor/main.js` instead.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Runs TypeScript without a flag or a warning. */
const MINIMUM = 24;
const program = new URL('../src/doctor/main.ts', import.meta.url);

/** The workspace's development dependency `node`; undefined where nothing is installed. */
function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}

if (Number.parseInt(process.versions.node, 10) >= MINIMUM) {
  await import(program.href);
} else {
  const node = pinnedNode();
  const result =
    node === undefined
      ? undefined
      : spawnSync(node, [fileURLToPath(program), ...process.argv.slice(2)], { stdio: 'inherit' });
  if (result === undefined || result.error) {
    console.error(
      `error: node: inside this workspace casement-doctor needs Node ${MINIMUM} or newer; this is ${process.version}. Run npm start once: it installs one into the workspace.`,
    );
    process.exitCode = 2;
  } else if (result.signal) {
    process.kill(process.pid, result.signal);
  } else {
    process.exitCode = result.status ?? 1;
  }
}
