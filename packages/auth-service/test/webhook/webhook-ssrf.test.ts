/** 88: nobody makes the service speak to its own network by registering an endpoint. */
import type { LookupAddress } from 'node:dns';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Resolve } from '../../src/outbound/guarded-agent.ts';
import { startTestService, type TestService } from '../support/test-service.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

let receiver: WebhookReceiver;
let service: TestService | undefined;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(async () => {
  await service?.close();
  service = undefined;
  await receiver.close();
});

const start = async (options: object = {}, resolve?: Resolve): Promise<TestService> => {
  service = await startTestService(options, { webhookInterval: 5, ...(resolve && { resolve }) });
  return service;
};

const answering =
  (...addresses: string[]): Resolve =>
  (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address): LookupAddress => ({ address, family: 4 })),
    );

/** What becomes of a ping to an endpoint. */
async function pinged({ administration: { webhooks } }: TestService, url: string) {
  const { endpoint } = await webhooks.create({ url });
  await webhooks.ping(endpoint.id);
  const attempt = async () => (await webhooks.deliveries(endpoint.id))[0]?.log[0];
  await expect.poll(attempt).toBeDefined();
  return attempt();
}

const REFUSED = [
  'http://hooks.example.com/',
  'https://127.0.0.1/',
  'https://localhost/',
  'https://intern.localhost/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://169.254.169.254/latest/meta-data/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://10.0.0.8/',
  'https://user:password@hooks.example.com/',
  'https://hooks.example.com/#here',
  'ftp://hooks.example.com/',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'hooks.example.com',
];

test('88 what is no public https address is refused when it is registered, and when it is changed', async () => {
  const { webhooks } = (await start()).administration;
  const { endpoint } = await webhooks.create({ url: 'https://hooks.example.com/' });
  for (const url of REFUSED) {
    const refused = { code: 'invalid_request', faults: [{ path: 'url' }] };
    await expect(webhooks.create({ url }), url).rejects.toMatchObject(refused);
    await expect(webhooks.update(endpoint.id, { url }), url).rejects.toMatchObject(refused);
  }
  expect(await webhooks.list()).toEqual([endpoint]);
});

test('88 a name that leads into a private network is not connected to, and the log tells nothing of what is there', async () => {
  const port = new URL(receiver.url).port;
  const started = await start({}, answering('127.0.0.1'));
  expect(await pinged(started, `https://hooks.example.com:${port}/`)).toMatchObject({
    status: undefined,
    error: 'address_not_allowed',
  });
  // The same whether anything listens there or not.
  expect(await pinged(started, 'https://hooks.example.com:1/')).toMatchObject({
    error: 'address_not_allowed',
  });
  expect(receiver.received).toEqual([]);
  const metrics = await (await fetch(`${started.url}/metrics`)).text();
  expect(metrics).toContain('casement_webhook_attempts_total{outcome="unreachable"} 2');
});

test('88 a redirect is not followed', async () => {
  receiver.answer((response, path) => {
    if (path === '/hook') response.writeHead(307, { Location: `${receiver.url}/inner` }).end();
    else response.writeHead(200).end();
  });
  const started = await start({ outboundNetworks: ['127.0.0.1'] });
  expect(await pinged(started, `${receiver.url}/hook`)).toMatchObject({
    status: 307,
    error: 'refused',
  });
  expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
});

test('88 an answer is kept nowhere, and an endless one ends', async () => {
  receiver.answer((response) => {
    response.writeHead(200);
    const more = () => {
      while (response.write('the inner network says: hunter2 '.repeat(1_000)));
      response.once('drain', more);
    };
    more();
  });
  const started = await start({ outboundNetworks: ['127.0.0.1'] });
  expect(await pinged(started, `${receiver.url}/hook`)).toMatchObject({ status: 200 });
  await expect.poll(() => receiver.waiting()).toBe(0);
  expect(started.log()).not.toContain('hunter2');
});
