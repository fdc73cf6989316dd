/** `npm start`: installs what is missing, builds, seeds and runs the demo. */
import { join } from 'node:path';
import process from 'node:process';
import { runChild } from './run-child.mjs';
import { installPackages, pinnedNode, root, spawnOptions } from './setup.mjs';

installPackages();
process.exitCode = await runChild(
  pinnedNode,
  [join(root, 'packages', 'demo-portal', 'main.ts'), ...process.argv.slice(2)],
  spawnOptions(),
);
