/** `npm start`: installs what is missing, builds, seeds and runs the demo. */
import { join } from 'node:path';
import process from 'node:process';
import { installPackages, pinnedNode, root, run } from './setup.mjs';

installPackages();
process.exitCode = run(pinnedNode, [
  join(root, 'packages', 'demo-portal', 'main.ts'),
  ...process.argv.slice(2),
]);
