/** Several real processes on one file, one of them killed at the worst moments. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLAIM_LEASE } from '../../src/domain/expiry-mail/deliver-expiry-mail.ts';
import { DAY } from '../../src/domain/expiry-mail/expiry-stage.ts';
import type { Storage } from '../../src/domain/storage.ts';
import { openSqlite } from '../../src/storage/sql/sqlite/open-sqlite.ts';
import { secretOf, seedClient, seedTeam, seedUser } from '../storage/contracts/seed.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROGRAM = fileURLToPath(new URL('../support/mail-process.ts', import.meta.url));
const NOW = Date.UTC(2027, 0, 1);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: MailServer;
let storage: Storage;
const running: ChildProcess[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startMailServer();
  storage = await openSqlite(join(folder.path, 'mails.db'));
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill();
    await once(child, 'close');
  }
  await storage.close();
  await server.close();
  await folder.remove();
});

async function startProcess() {
  const child = fork(PROGRAM, [join(folder.path, 'mails.db'), server.url]);
  running.push(child);
  await once(child, 'message');
  return {
    send: async (now: number): Promise<unknown> => {
      child.send(now);
      return (await once(child, 'message'))[0];
    },
    /** Does not wait for it to be done. */
    begin: (now: number) => child.send(now),
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

/** Clients of which a secret expires in 7 days, made by one user and acting as another. */
async function seedDue(count: number): Promise<void> {
  const { stores } = storage;
  const team = await seedTeam(stores);
  const [maker, actor] = [await seedUser(stores, team), await seedUser(stores, team)];
  for (let index = 0; index < count; index++) {
    const pinned = { userMode: 'static', staticUserId: actor.id, createdBy: maker.id } as const;
    const client = await seedClient(stores, team, { ...pinned, name: `client ${index}` });
    await stores.clients.insertSecret(secretOf(client.id, { expiresAt: NOW + 7 * DAY }));
  }
}

const ids = () => server.mails.map(({ messageId }) => messageId);

test('85 of three processes at once each mail is sent by one', async () => {
  await seedDue(8);
  const processes = await Promise.all([startProcess(), startProcess(), startProcess()]);
  expect(await Promise.all(processes.map(({ send }) => send(NOW)))).toEqual([
    'done',
    'done',
    'done',
  ]);
  expect(ids()).toHaveLength(16);
  expect(new Set(ids()).size).toBe(16);
  expect(await processes[0]?.send(NOW + 1)).toBe('done');
  expect(ids()).toHaveLength(16);
});

test('85 a process that is killed before its mail was taken leaves it to the next, once', async () => {
  await seedDue(1);
  const [first, second] = [await startProcess(), await startProcess()];
  const release = server.hold('recipient');
  first.begin(NOW);
  await expect.poll(() => server.held()).toBe(1);
  await first.kill();
  release();
  // Nobody knows yet that it is gone; the other mail is anybody's.
  await second.send(NOW + 1);
  expect(ids()).toHaveLength(1);
  await second.send(NOW + CLAIM_LEASE);
  await second.send(NOW + CLAIM_LEASE + 1);
  expect(new Set(ids()).size).toBe(2);
  expect(ids()).toHaveLength(2);
});

test('one that is killed between the server’s taking it and writing that down leaves a second copy with the same ID', async () => {
  await seedDue(1);
  const [first, second] = [await startProcess(), await startProcess()];
  const release = server.hold('data');
  first.begin(NOW);
  await expect.poll(() => server.held()).toBe(1);
  await first.kill();
  release();
  await expect.poll(ids).toHaveLength(1);
  const [copied] = ids();
  await second.send(NOW + CLAIM_LEASE);
  expect(ids()).toHaveLength(3);
  expect(ids().filter((id) => id === copied)).toHaveLength(2);
});
