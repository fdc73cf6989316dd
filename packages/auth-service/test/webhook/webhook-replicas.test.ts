/** Several services on one file. */
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AuthService, generateEncryptionKey, startAuthService } from '../../src/index.ts';
import { runCasement } from '../support/casement.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { PORTAL } from '../support/test-service.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

let encryptionKey = generateEncryptionKey();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let receiver: WebhookReceiver;
const running: AuthService[] = [];
let offset = 0;
beforeEach(async () => {
  folder = await temporaryFolder();
  receiver = await startWebhookReceiver();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.close()));
  await receiver.close();
  await folder.remove();
});

const database = () => join(folder.path, 'replicas.db');
async function start(): Promise<AuthService> {
  const origin = 'https://dash.example.com';
  const service = await startAuthService(
    {
      ...{ issuer: 'https://auth.example.com', port: 0, database: database(), encryptionKey },
      dashboards: [
        {
          audience: origin,
          origin,
          client_id: 'dashboard',
          client_secret: 'secret-of-the-dashboard',
        },
      ],
      outboundNetworks: ['127.0.0.1'],
      shutdownTimeout: 50,
    },
    { logger: pino({ level: 'silent' }), webhookInterval: 5, clock: () => Date.now() + offset },
  );
  running.push(service);
  return service;
}

async function seed({ administration }: AuthService) {
  const { directory, clients, webhooks } = administration;
  const { id: organizationId } = await directory.createOrganization({ name: 'Nordlys' });
  const team = await directory.createTeam({ organizationId, name: 'Operations' });
  const { client } = await clients.createEmbeddedClient({
    ...{ name: 'Portal', teamId: team.id, userMode: 'dynamic', allowedOrigins: [PORTAL] },
  });
  const { endpoint } = await webhooks.create({ url: `${receiver.url}/hook` });
  return { client, endpoint };
}

test('each delivery is made by one of them, whoever made the event: the command line too', async () => {
  const first = await start();
  const { client } = await seed(first);
  await start();
  await start();
  for (let change = 0; change < 15; change++) {
    await first.administration.clients.pause(client.id);
    await first.administration.clients.resume(client.id);
  }
  const ended = await runCasement(['--database', database(), 'clients', 'pause', client.id]);
  expect(ended.code, ended.stderr).toBe(0);
  await expect.poll(() => receiver.received.length).toBe(31);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(31);
});

test('what one had in hand when it was stopped is delivered by the next', async () => {
  const first = await start();
  const { client, endpoint } = await seed(first);
  receiver.answer(() => {});
  await first.administration.clients.pause(client.id);
  await expect.poll(() => receiver.received.length).toBe(1);
  // Longer than a shutdown waits: it is cut, and counts as an attempt.
  await first.close();
  receiver.answer((response) => response.writeHead(204).end());
  const second = await start();
  const log = async () => (await second.administration.webhooks.deliveries(endpoint.id))[0];
  expect(await log()).toMatchObject({ state: 'pending', log: [{ number: 1, error: 'cut' }] });
  offset = 60_000;
  await expect.poll(async () => (await log())?.state).toBe('delivered');
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test('with another encryption key nothing is sent unsigned, until the secret is rotated', async () => {
  const first = await start();
  const { client, endpoint } = await seed(first);
  await first.close();
  const cut = await runCasement([
    ...['--database', database(), 'keys', 'rotate', '--compromised', '--yes'],
  ]);
  expect(cut.code, cut.stderr).toBe(0);
  encryptionKey = generateEncryptionKey();
  const second = await start();
  await second.administration.clients.pause(client.id);
  const { webhooks } = second.administration;
  const log = async () => (await webhooks.deliveries(endpoint.id))[0]?.log.at(-1);
  await expect.poll(log).toMatchObject({ status: undefined, error: 'secret_unreadable' });
  await webhooks.rotateSecret(endpoint.id);
  offset += 60_000;
  await expect.poll(log).toMatchObject({ status: 204 });
});
