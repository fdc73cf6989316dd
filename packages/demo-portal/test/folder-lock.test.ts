import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from '../folder-lock.ts';

const MODULE = join(import.meta.dirname, '..', 'folder-lock.ts');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Another process that holds the folder, and has said where it listens. */
async function otherDemo() {
  const script = `
    import { createServer } from 'node:http';
    import { lockFolder } from ${JSON.stringify(MODULE)};
    const lock = await lockFolder(${JSON.stringify(folder)});
    const server = createServer().listen(0, '127.0.0.1', async () => {
      const url = 'http://127.0.0.1:' + server.address().port;
      await lock.announce({ 'Customer portal': url });
      console.log(url);
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}

test('a folder in use names the other demo’s addresses, and is left as it is', async () => {
  const { child, url } = await otherDemo();
  const before = await readFile(join(folder, 'lock.json'), 'utf8');
  await expect(lockFolder(folder)).rejects.toThrow(
    new RegExp(`already runs here \\(process ${child.pid}\\)[^]*Customer portal +${url}[^]*Ctrl-C`),
  );
  expect(await readFile(join(folder, 'lock.json'), 'utf8')).toBe(before);

  // Killed, it cannot tidy up; the next start takes over what it has left.
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await lockFolder(folder)).release();
  expect(await readdir(folder)).toEqual([]);
});

test('within one process, too, a folder is taken once', async () => {
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow('already runs here');
  await lock.release();
  await (await lockFolder(folder)).release();
});

test.each([
  ['half written', '{"pid":'],
  ['of an earlier container with our number', { pid: process.pid, since: Date.now() }],
  [
    'of a number that another program has now',
    { pid: process.ppid, since: Date.now(), addresses: { Portal: 'http://127.0.0.1:1' } },
  ],
  ['of a start that was never finished', { pid: process.ppid, since: Date.now() - 200_000 }],
])('a lock %s is taken over', async (_what, left) => {
  const text = typeof left === 'string' ? left : JSON.stringify(left);
  await writeFile(join(folder, 'lock.json'), text);
  await (await lockFolder(folder)).release();
});
