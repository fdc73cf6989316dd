/** The receiver of docs/guides/webhooks.md, as it stands there, takes what the running service sends. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Express } from 'express';
import { expect, test, vi } from 'vitest';
import { WEBHOOK_EVENT_TYPES } from '../../src/domain/webhook/webhook-event.ts';
import { startTestService } from '../support/test-service.ts';

const guide = readFile(new URL('../../../../docs/guides/webhooks.md', import.meta.url), 'utf8');

test('the receiver of the guide takes a delivery, and refuses a forged one', async () => {
  const [, code = ''] = /^```ts\n(.*?)^```$/ms.exec(await guide) ?? [];
  const folder = await mkdtemp(join(fileURLToPath(new URL('..', import.meta.url)), '.guide-'));
  const service = await startTestService(
    { outboundNetworks: ['127.0.0.1'] },
    { webhookInterval: 5 },
  );
  let server: Server | undefined;
  try {
    await writeFile(join(folder, 'receiver.ts'), code);
    const { webhooks } = service.administration;
    // Its secret is known only once its address is.
    const { endpoint } = await webhooks.create({ url: 'http://127.0.0.1:1/' });
    const { secret } = await webhooks.rotateSecret(endpoint.id);
    vi.stubEnv('CASEMENT_WEBHOOK_SECRET', secret);
    const said = vi.spyOn(console, 'log').mockImplementation(() => {});
    const { app } = (await import(pathToFileURL(join(folder, 'receiver.ts')).href)) as {
      app: Express;
    };
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server?.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/casement`;
    await webhooks.update(endpoint.id, { url });
    await webhooks.ping(endpoint.id);
    await expect
      .poll(async () => (await webhooks.deliveries(endpoint.id))[0]?.state)
      .toBe('delivered');
    expect(said).toHaveBeenCalledWith(expect.objectContaining({ type: 'webhook.ping' }));
    expect((await fetch(url, { method: 'POST', body: '{"type":"webhook.ping"}' })).status).toBe(
      401,
    );
  } finally {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    server?.close();
    await service.close();
    await rm(folder, { recursive: true });
  }
});

test('clients and sessions are what endpoints are told of, and nothing that was refused', () => {
  expect(WEBHOOK_EVENT_TYPES).toEqual(
    expect.arrayContaining([
      'client.created',
      'client.paused',
      'session.started',
      'session.revoked',
    ]),
  );
  for (const type of WEBHOOK_EVENT_TYPES) {
    expect(type).toMatch(/^(client|session)\./);
    expect(type).not.toMatch(/refused|failed|exceeded/);
  }
});
