/** The running service, a real receiver, and the reference implementation of Standard Webhooks as its judge. */
import type { ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ATTEMPTS_MAX } from '../../src/domain/webhook/retry-schedule.ts';
import { startTestService, type TestService } from '../support/test-service.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const HOUR = 3_600_000;

let receiver: WebhookReceiver;
let service: TestService;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  service = await startTestService(
    { outboundNetworks: ['127.0.0.1'] },
    { webhookInterval: 5, random: () => 0.5 },
  );
});
afterEach(async () => {
  await service.close();
  await receiver.close();
});

const webhooks = () => service.administration.webhooks;
const clients = () => service.administration.clients;
const types = () => receiver.received.map(({ body }) => JSON.parse(body).type as string);
const add = (path = '/hook', input: object = {}) =>
  webhooks().create({ url: receiver.url + path, ...input });
const logOf = async (id: string) => (await webhooks().deliveries(id))[0];

test('CM22 what happens to clients and sessions is told, signed as Standard Webhooks says', async () => {
  const { endpoint, secret } = await add();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const { client } = service.dynamic;
  await clients().pause(client.id);
  await clients().resume(client.id);
  // What is due at once is sent at once.
  await expect.poll(() => types().toSorted()).toEqual(['client.paused', 'client.resumed']);
  const first = receiver.received.find(({ body }) => body.includes('client.paused'));
  const headers = first?.headers as Record<string, string>;
  expect(new Webhook(secret).verify(first?.body ?? '', headers)).toEqual({
    type: 'client.paused',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    data: {
      client_id: client.id,
      subject_id: client.id,
      actor: { type: 'operator' },
      details: {},
    },
  });
  expect(headers['webhook-id']).toMatch(/^evt_/);
  expect(headers['content-type']).toBe('application/json');
  const tampered = (first?.body ?? '').replace('paused', 'delete');
  expect(() => new Webhook(secret).verify(tampered, headers)).toThrow();
  await expect
    .poll(async () => (await webhooks().deliveries(endpoint.id)).map(({ state }) => state))
    .toEqual(['delivered', 'delivered']);
  expect((await logOf(endpoint.id))?.log).toMatchObject([{ number: 1, status: 204 }]);
});

test('an endpoint of an organization is told of its clients only, and of what it asked for', async () => {
  const { directory } = service.administration;
  const other = await directory.createOrganization({ name: 'Other' });
  const team = await directory.createTeam({ organizationId: other.id, name: 'Elsewhere' });
  const [nordlys] = await directory.listOrganizations();
  await add('/nordlys', { organizationId: nordlys?.id });
  await add('/other', { organizationId: other.id });
  await add('/other-deletions', { organizationId: other.id, events: ['client.deleted'] });
  await clients().pause(service.dynamic.client.id);
  const limited = { redirectUris: ['https://app.example/cb'] };
  const { client } = await clients().createAppClient({
    ...{ ...limited, name: 'App', teamRestriction: { teamIds: [team.id] } },
  });
  // Of all teams: nobody's in particular.
  await clients().createAppClient({ ...limited, name: 'Everywhere' });
  await clients().delete(client.id);
  const seen = () => receiver.received.map(({ path, body }) => `${path} ${JSON.parse(body).type}`);
  await expect.poll(() => seen().length).toBe(4);
  expect(seen().toSorted()).toEqual([
    '/nordlys client.paused',
    '/other client.created',
    '/other client.deleted',
    '/other-deletions client.deleted',
  ]);
});

test('no secret, code or address of a person is in any delivery', async () => {
  await add();
  const { client, clientSecret } = service.dynamic;
  const rotated = await clients().secrets.rotate(client.id);
  await expect.poll(types).toContain('client.secret_rotated');
  const sent = JSON.stringify(receiver.received);
  expect(sent).not.toContain(clientSecret);
  expect(sent).not.toContain(rotated.clientSecret);
  expect(sent).not.toMatch(/csm_|whsec_|@example/i);
});

test('what is rolled back is told to nobody', async () => {
  const { endpoint } = await add();
  const { storage } = service;
  const failing = storage.transaction(async (stores) => {
    await stores.audit.append({
      ...{ id: 'evt_undone', at: 1, type: 'client.paused', outcome: 'success', details: {} },
      ...{ actor: { type: 'operator' }, userId: undefined, clientId: service.dynamic.client.id },
      ...{ address: undefined, subjectId: undefined },
    });
    throw new Error('undone');
  });
  await expect(failing).rejects.toThrow('undone');
  expect(await webhooks().deliveries(endpoint.id)).toEqual([]);
});

describe('retries', () => {
  test('with growing pauses, until it is taken; always the same ID, always a fresh signature', async () => {
    receiver.answer((response) => response.writeHead(503).end());
    const { endpoint, secret } = await add();
    await clients().pause(service.dynamic.client.id);
    await expect.poll(async () => (await logOf(endpoint.id))?.log.length).toBe(1);
    const pauses = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      const delivery = await logOf(endpoint.id);
      pauses.push((delivery?.nextAttemptAt ?? 0) - (delivery?.log.at(-1)?.at ?? 0));
      service.advance(5_000 * 3 ** (attempt - 1));
      await expect.poll(async () => (await logOf(endpoint.id))?.log.length).toBe(attempt + 1);
    }
    // From its answer on, which may have taken a while.
    for (const [at, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(5_000 * 3 ** at);
      expect(pause).toBeLessThan(5_000 * 3 ** (at + 1));
    }
    expect(pauses).toHaveLength(3);
    receiver.answer((response) => response.writeHead(200).end('thanks'));
    service.advance(135_000);
    await expect.poll(async () => (await logOf(endpoint.id))?.state).toBe('delivered');
    const headers = receiver.received.map((one) => one.headers as Record<string, string>);
    expect(headers).toHaveLength(5);
    expect(new Set(headers.map((one) => one['webhook-id'])).size).toBe(1);
    expect(new Set(headers.map((one) => one['webhook-timestamp'])).size).toBe(5);
    expect(
      new Webhook(secret).verify(receiver.received[0]?.body ?? '', headers[0] ?? {}),
    ).toBeTruthy();
    expect((await logOf(endpoint.id))?.log.map(({ status }) => status)).toEqual([
      503, 503, 503, 503, 200,
    ]);
  });

  test('for three days or so; then it is given up, audited, and can be sent again', async () => {
    receiver.answer((response) => response.writeHead(500).end());
    const { endpoint } = await add();
    await clients().pause(service.dynamic.client.id);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      await expect.poll(async () => (await logOf(endpoint.id))?.log.length).toBe(attempt);
      service.advance(12 * HOUR);
    }
    const given = await logOf(endpoint.id);
    expect(given?.state).toBe('failed');
    const [event] = await service.administration.audit.list({ type: 'webhook.delivery_failed' });
    expect(event).toMatchObject({
      outcome: 'failed',
      subjectId: endpoint.id,
      details: { event: given?.eventId, attempts: ATTEMPTS_MAX, status: 500 },
    });
    receiver.answer((response) => response.writeHead(204).end());
    await webhooks().redeliver(endpoint.id, given?.eventId ?? '');
    await expect.poll(async () => (await logOf(endpoint.id))?.state).toBe('delivered');
  });

  test('Retry-After is honoured', async () => {
    receiver.answer((response) => response.writeHead(429, { 'Retry-After': '3600' }).end());
    const { endpoint } = await add();
    await clients().pause(service.dynamic.client.id);
    await expect.poll(async () => (await logOf(endpoint.id))?.log.length).toBe(1);
    const delivery = await logOf(endpoint.id);
    expect((delivery?.nextAttemptAt ?? 0) - (delivery?.log[0]?.at ?? 0)).toBeGreaterThanOrEqual(
      HOUR,
    );
  });

  test('410 pauses the endpoint at once', async () => {
    receiver.answer((response) => response.writeHead(410).end());
    const { endpoint } = await add();
    await clients().pause(service.dynamic.client.id);
    await expect.poll(async () => (await webhooks().get(endpoint.id)).status).toBe('inactive');
    await clients().resume(service.dynamic.client.id);
    expect(await webhooks().deliveries(endpoint.id)).toHaveLength(1);
  });

  test('a slow endpoint does not keep the others waiting', async () => {
    const held: ServerResponse[] = [];
    receiver.answer((response, path) => {
      if (path === '/fast') response.writeHead(204).end();
      else held.push(response);
    });
    await add('/slow');
    await add('/fast');
    const { client } = service.dynamic;
    for (let change = 0; change < 10; change++) {
      await clients().pause(client.id);
      await clients().resume(client.id);
    }
    const fast = () => receiver.received.filter(({ path }) => path === '/fast').length;
    await expect.poll(fast).toBe(20);
    await expect.poll(() => [1, 2].includes(held.length)).toBe(true);
    receiver.answer((response) => response.writeHead(204).end());
    for (const response of held) response.writeHead(204).end();
  });
});

test('a rotated secret signs beside the one before for a day', async () => {
  const { endpoint, secret: before } = await add();
  const { secret: after } = await webhooks().rotateSecret(endpoint.id);
  const verify = (secret: string) => {
    const { body = '', headers } = receiver.received[0] ?? {};
    return new Webhook(secret).verify(body, headers as Record<string, string>);
  };
  await webhooks().ping(endpoint.id);
  await expect.poll(types).toEqual(['webhook.ping']);
  expect(verify(before)).toEqual(verify(after));
  expect(receiver.received[0]?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  service.advance(25 * HOUR);
  await webhooks().ping(endpoint.id);
  await expect.poll(() => receiver.received.length).toBe(2);
  expect(receiver.received[1]?.headers['webhook-signature']).toMatch(/^v1,\S+$/);
});

test('a paused endpoint gets nothing; a deleted one leaves nothing behind', async () => {
  const { endpoint } = await add();
  await webhooks().pause(endpoint.id);
  await clients().pause(service.dynamic.client.id);
  await webhooks().resume(endpoint.id);
  await clients().resume(service.dynamic.client.id);
  await expect.poll(types).toEqual(['client.resumed']);
  await webhooks().delete(endpoint.id);
  await clients().pause(service.dynamic.client.id);
  await expect(webhooks().deliveries(endpoint.id)).rejects.toMatchObject({ code: 'not_found' });
  const changes = (await service.administration.audit.list({ limit: 100 }))
    .map(({ type }) => type)
    .filter((type) => type.startsWith('webhook.'));
  // Events of one millisecond have no order.
  expect(changes.toSorted()).toEqual([
    ...['webhook.created', 'webhook.deleted', 'webhook.paused', 'webhook.resumed'],
  ]);
});
