/** Runs each measured server in a process of its own, so that the load does not share its event loop. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const children: ChildProcess[] = [];

/** Starts `servers/<name>.ts` and resolves with what it sent when it was ready. */
export function startServer<Details extends { url: string }>(name: string): Promise<Details> {
  const child = fork(fileURLToPath(new URL(`servers/${name}.ts`, import.meta.url)), {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('message', (details) => resolve(details as Details));
    child.once('exit', (code) => reject(new Error(`bench server ${name} ended with ${code}`)));
  });
}

/** Ends them all. */
export function stopServers(): void {
  for (const child of children) child.kill();
}
