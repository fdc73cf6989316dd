/**
 * Runs programs that last. Plain JavaScript without dependencies: it runs on any Node ≥ 20, before anything
 * is installed.
 */
import { spawn } from 'node:child_process';
import process from 'node:process';

/** What ends a program from outside. */
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in this one's place: its output passes through, it gets the signals that this process
 * gets, so that it is never left behind, and this process ends as it did. A Ctrl-C reaches it from the
 * terminal and from here: it has to take two of them for one.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} the exit status; does not come back where a signal ended it
 * @throws where it could not be started
 */
export async function runChild(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: 'inherit' });
  /** @type {(signal: NodeJS.Signals) => void} */
  const forward = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    /** @type {[number | null, NodeJS.Signals | null]} */
    const [status, signal] = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...ended) => resolve(ended));
    });
    if (signal === null) return status ?? 1;
    for (const one of SIGNALS) process.off(one, forward);
    process.kill(process.pid, signal);
    // Until the signal arrives.
    return await new Promise(() => setTimeout(() => process.exit(1), 1000));
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}
