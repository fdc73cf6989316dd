/** Runs the steps of `npm test`: one after the other in a lane, lanes side by side. */
import { spawn } from 'node:child_process';
import process from 'node:process';
import { spawnOptions } from './setup.mjs';

/** @typedef {{ name: string, command: string[] }} Step */

/**
 * Runs lanes to their end, or until a step of one fails: then the others are stopped. The first lane's
 * output passes through; what the steps of others print is kept until each has ended.
 * @param {Step[][]} lanes
 * @returns {Promise<Step | undefined>} the step that failed
 */
export async function runLanes(lanes) {
  /** @type {Set<import('node:child_process').ChildProcess>} */
  const running = new Set();
  /** @type {Step | undefined} */
  let failed;
  await Promise.all(
    lanes.map(async (lane, index) => {
      for (const step of lane) {
        if (failed !== undefined) return;
        const isDone = await runStep(step, index === 0, running);
        if (isDone || failed !== undefined) continue;
        failed = step;
        for (const child of running) stop(child);
      }
    }),
  );
  return failed;
}

/**
 * @param {Step} step
 * @param {boolean} isShown whether its output passes through
 * @param {Set<import('node:child_process').ChildProcess>} running
 * @returns {Promise<boolean>} whether it succeeded
 */
async function runStep({ name, command: [program = '', ...args] }, isShown, running) {
  const at = Date.now();
  if (isShown) console.error(`\n── ${name} ──`);
  const child = spawn(program, args, {
    ...spawnOptions(),
    stdio: isShown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    // A group of its own where it may have to be stopped with all that it has started.
    detached: !isShown && process.platform !== 'win32',
  });
  running.add(child);
  /** @type {Buffer[]} */
  const printed = [];
  child.stdout?.on('data', (chunk) => printed.push(chunk));
  child.stderr?.on('data', (chunk) => printed.push(chunk));
  const onExit = () => stop(child);
  process.once('exit', onExit);
  const status = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
  process.off('exit', onExit);
  running.delete(child);
  if (!isShown) console.error(`\n── ${name} (meanwhile) ──\n${Buffer.concat(printed)}`);
  console.error(`   ${name}: ${((Date.now() - at) / 1000).toFixed(1)} s`);
  return status === 0;
}

/** @param {import('node:child_process').ChildProcess} child */
function stop(child) {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(child.stdout && process.platform !== 'win32' ? -child.pid : child.pid, 'SIGTERM');
  } catch {
    // It has ended meanwhile.
  }
}
