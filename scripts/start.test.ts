/** `npm start`, from outside: what ends it leaves nothing behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const START = [process.execPath, fileURLToPath(new URL('start.mjs', import.meta.url))];
const NPM = ['npm', 'start'];
const SITES = ['ISSUER', 'PORTAL', 'WALL', 'DASHBOARD'];

let folder: string;
let started: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-start-test-'));
});
afterEach(async () => {
  if (started?.exitCode === null) started.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Resolves once it says that it runs. */
async function start([command = '', ...args]: readonly string[]) {
  const ports = SITES.map((site) => [`CASEMENT_${site}_PORT`, '0']);
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...Object.fromEntries(ports), CASEMENT_DEMO_FOLDER: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  await expect.poll(() => output, { timeout: 300_000 }).toContain('Ctrl-C stops everything');
  const addresses = output.match(/http:\/\/[\w.]+:\d+(?=\s)/g) ?? [];
  return { child, output: () => output, ports: [...new Set(addresses.map(portOf))] };
}

const portOf = (address: string): number => Number(new URL(address).port);

/** Whether nothing listens there. Others' connections may have taken the port since, as their own end. */
async function isFree(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

test.each([
  ['SIGTERM', 'to the script', START, 1],
  ['SIGTERM', 'to npm', NPM, 1],
  // From the terminal, and again from npm.
  ['SIGINT', 'to the script, twice,', START, 2],
] as const)(
  '%s %s ends everything that npm start started, and frees its ports',
  async (...given) => {
    const [signal, , command, times] = given;
    const { child, ports, output } = await start(command);
    expect(ports).toHaveLength(SITES.length);
    expect(await Promise.all(ports.map(isFree))).toEqual(SITES.map(() => false));
    // Streams that are closed are those of every process that was started.
    const ended = once(child, 'close');
    for (let sent = 0; sent < times; sent += 1) child.kill(signal);
    const [status] = await ended;
    if (command === START) expect(status).toBe(0);
    expect(output()).toContain('Stopping');
    expect(await Promise.all(ports.map(isFree))).toEqual(SITES.map(() => true));
  },
);
