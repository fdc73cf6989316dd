import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type AuthServiceOptions,
  generateEncryptionKey,
  startAuthService,
  WrongEncryptionKeyError,
} from '../../src/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const options = (extra: Partial<AuthServiceOptions> = {}): AuthServiceOptions => ({
  port: 0,
  database: join(folder.path, 'data', 'casement.db'),
  encryptionKey: generateEncryptionKey(),
  logLevel: 'silent',
  dashboards: [
    {
      audience: 'http://127.0.0.1:4403',
      origin: 'http://127.0.0.1:4403',
      client_id: 'dashboard',
      client_secret: 'dashboard-secret-of-tests',
    },
  ],
  ...extra,
});

const jwks = async (url: string): Promise<string> => (await fetch(`${url}/oauth2/jwks`)).text();

test('without an issuer it is the address that it listens on', async () => {
  const service = await startAuthService(options());
  expect(service.issuer).toMatch(/^http:\/\/localhost:\d+$/);
  expect(service.url).toBe(service.issuer.replace('localhost', '127.0.0.1'));
  await service.close();
});

test('the signing key survives a restart', async () => {
  const same = options();
  const first = await startAuthService(same);
  const keys = await jwks(first.url);
  await first.close();
  const second = await startAuthService(same);
  expect(await jwks(second.url)).toBe(keys);
  await second.close();
});

test('two in one process that start at once on an empty file share one key', async () => {
  const same = options();
  const services = await Promise.all([startAuthService(same), startAuthService(same)]);
  const [a, b] = await Promise.all(services.map(({ url }) => jwks(url)));
  expect(a).toBe(b);
  await Promise.all(services.map((service) => service.close()));
});

test('a wrong encryption key is said clearly', async () => {
  const first = await startAuthService(options());
  await first.close();
  const start = startAuthService(options());
  await expect(start).rejects.toBeInstanceOf(WrongEncryptionKeyError);
  await expect(start).rejects.toThrow(/CASEMENT_ENCRYPTION_KEY/);
});

test('a port in use is said clearly', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as AddressInfo;
  await expect(startAuthService(options({ port }))).rejects.toThrow(
    new RegExp(`Port ${port} .* in use.*CASEMENT_PORT`),
  );
  taken.close();
});

test('close waits for idle connections no longer than needed, and may be called twice', async () => {
  const service = await startAuthService(options());
  await fetch(`${service.url}/health/ready`);
  await Promise.all([service.close(), service.close()]);
  await expect(fetch(`${service.url}/health/live`)).rejects.toThrow();
});

test('a request under way at the deadline is cut', async () => {
  const service = await startAuthService(options({ shutdownTimeout: 100 }));
  const { port } = new URL(service.url);
  const socket = connect(Number(port), '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  await new Promise<void>((resolve) =>
    socket.write(
      'POST /embed/challenge-codes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
      () => resolve(),
    ),
  );
  // The service has seen the request once it answers another one.
  await new Promise((resolve) => get(`${service.url}/health/live`, { agent: false }, resolve));
  await service.close();
  await closed;
});
