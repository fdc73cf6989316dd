import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Pages and servers of a demo by name, as people know them. */
export type Addresses = Record<string, string>;

/** A data folder that a running demo has for itself. */
export interface FolderLock {
  /** Tells whoever finds the folder locked where the demo listens. */
  announce(addresses: Addresses): Promise<void>;
  release(): Promise<void>;
}

interface Holder {
  pid: number;
  /** Epoch milliseconds. */
  since: number;
  addresses: Addresses;
}

/** Longer than any start takes: until then a demo may hold its lock without listening anywhere. */
const START_MS = 120_000;

/** Locks of this process: its own number in a file may as well be that of an earlier container. */
const held = new Set<string>();

/** Another demo runs in the folder: two would move each other's clients to their own origins. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';

  constructor({ pid, addresses }: Holder) {
    const list = Object.entries(addresses).map(([name, url]) => `    ${name.padEnd(16)} ${url}`);
    const where = list.length > 0 ? `:\n\n${list.join('\n')}\n` : ' and is just starting.';
    super(
      `Casement already runs here (process ${pid})${where}\n` +
        'Use that one, or stop it first: Ctrl-C in its terminal.',
    );
  }
}

/**
 * Takes a folder for this process; what a process that is gone has left behind is taken over.
 * @throws AlreadyRunningError
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'lock.json');
  const holder: Holder = { pid: process.pid, since: Date.now(), addresses: {} };
  const write = (flag: 'w' | 'wx') =>
    writeFile(path, `${JSON.stringify(holder, null, 2)}\n`, { mode: 0o600, flag });

  for (let isMine = false; !isMine; ) {
    isMine = await write('wx').then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (isMine) break;
    // It may be writing its first or its next line just now.
    const other = (await readHolder(path)) ?? (await setTimeout(200, path).then(readHolder));
    if (other !== undefined && (await isRunning(other, path))) throw new AlreadyRunningError(other);
    await rm(path, { force: true });
  }
  held.add(path);

  return {
    announce(addresses) {
      holder.addresses = addresses;
      return write('w');
    },
    async release() {
      held.delete(path);
      await rm(path, { force: true });
    },
  };
}

/** Undefined for a file that is gone or that nobody finished writing. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const { pid, since, addresses } = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>;
    if (typeof pid !== 'number' || typeof since !== 'number') return undefined;
    return { pid, since, addresses: addresses ?? {} };
  } catch {
    return undefined;
  }
}

/** Numbers of processes are used again, so the process must also listen where it said that it does. */
async function isRunning({ pid, since, addresses }: Holder, path: string): Promise<boolean> {
  if (pid === process.pid) return held.has(path);
  if (!isAlive(pid)) return false;
  const urls = Object.values(addresses);
  if (urls.length === 0) return Date.now() - since < START_MS;
  return (await Promise.all(urls.map(answers))).includes(true);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user, and alive.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 2000 });
    const done = (isListening: boolean) => () => {
      socket.destroy();
      resolve(isListening);
    };
    socket.once('connect', done(true)).once('error', done(false)).once('timeout', done(false));
  });
}
