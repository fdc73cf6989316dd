/** `npm start`: installs what is missing, builds, seeds and runs the demo. */
import { join } from 'node:path';
import process from 'node:process';
import { runChild } from './run-child.mjs';
import { installPackages, pinnedNode, root, spawnOptions } from './setup.mjs';

installPackages();
endWithParent();
process.exitCode = await runChild(
  pinnedNode,
  [join(root, 'packages', 'demo-portal', 'main.ts'), ...process.argv.slice(2)],
  spawnOptions(),
);

/** npm starts this through a shell, and its own signals end there: once the shell has gone, this goes too. */
function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}
