import { type ChildProcess, spawn } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generateEncryptionKey } from '../../src/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let environment: Record<string, string>;
const running: ChildProcess[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
  const file = join(folder.path, 'dashboards.json');
  const origin = 'http://127.0.0.1:4403';
  await writeFile(
    file,
    JSON.stringify([
      { audience: origin, origin, client_id: 'dashboard', client_secret: 'dashboard-secret' },
    ]),
  );
  environment = {
    CASEMENT_PORT: '0',
    CASEMENT_DATABASE: join(folder.path, 'casement.db'),
    CASEMENT_ENCRYPTION_KEY: generateEncryptionKey(),
    CASEMENT_DASHBOARDS_FILE: file,
  };
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await folder.remove();
});

interface Program {
  child: ChildProcess;
  /** Everything it wrote so far. */
  output(): string;
  exit: Promise<number | null>;
}

function start(env: Record<string, string>): Program {
  const child = spawn(process.execPath, [program, 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let output = '';
  const gather = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on('data', gather);
  child.stderr.on('data', gather);
  return {
    child,
    output: () => output,
    exit: new Promise((resolve) => child.once('close', resolve)),
  };
}

const urlOf = async ({ output }: Program): Promise<string> => {
  await expect.poll(output).toContain('auth service is up');
  return /"url":"([^"]+)"/.exec(output())?.[1] ?? '';
};

test('two processes that start at once on an empty file share one signing key', async () => {
  const urls = await Promise.all([start(environment), start(environment)].map(urlOf));
  const keys = await Promise.all(
    urls.map(async (url) => (await fetch(`${url}/oauth2/jwks`)).text()),
  );
  expect(keys[0]).toContain('"kid"');
  expect(keys[0]).toBe(keys[1]);
});

test('SIGTERM ends it gracefully, with nothing lost of the log', async () => {
  const service = start(environment);
  const url = await urlOf(service);
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  service.child.kill('SIGTERM');
  expect(await service.exit).toBe(0);
  expect(service.output()).toContain('/health/ready');
  expect(service.output()).toContain('auth service is down');
});

test('a faulty configuration ends it with every fault and no stack', async () => {
  const service = start({
    CASEMENT_PORT: 'many',
    CASEMENT_ISSUER: 'http://auth.example.com/',
    CASEMENT_DASHBOARDS_FILE: 'missing.json',
  });
  expect(await service.exit).toBe(1);
  for (const name of ['PORT', 'ISSUER', 'ENCRYPTION_KEY', 'DASHBOARDS_FILE']) {
    expect(service.output()).toContain(`CASEMENT_${name}`);
  }
  expect(service.output()).not.toContain('    at ');
});

test('without dashboard applications it starts and says that nothing can be embedded', async () => {
  const { CASEMENT_DASHBOARDS_FILE: _, ...rest } = environment;
  const service = start(rest);
  const url = await urlOf(service);
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  await expect.poll(service.output).toContain('nothing can be embedded');
});

test('another encryption key ends it with the way out', async () => {
  const first = start(environment);
  await urlOf(first);
  const second = start({ ...environment, CASEMENT_ENCRYPTION_KEY: generateEncryptionKey() });
  expect(await second.exit).toBe(1);
  expect(second.output()).toMatch(/CASEMENT_ENCRYPTION_KEY.*does not decrypt/);
});

test('a port in use ends it with the way out and no stack', async () => {
  const port = new URL(await urlOf(start(environment))).port;
  const second = start({ ...environment, CASEMENT_PORT: port });
  expect(await second.exit).toBe(1);
  expect(second.output()).toContain(`Port ${port} on 127.0.0.1 is in use`);
  expect(second.output()).toContain('CASEMENT_PORT');
  expect(second.output()).not.toContain('    at ');
});

test('the database that it makes, and its log, are for their owner only', async () => {
  await urlOf(start(environment));
  for (const suffix of ['', '-wal']) {
    const { mode } = await stat(`${environment.CASEMENT_DATABASE}${suffix}`);
    expect(mode & 0o777).toBe(0o600);
  }
});
