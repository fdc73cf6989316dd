/** What an organization's endpoint hears of a client that it shares with another organization: tenant isolation. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Organization, Team, User } from '../../src/index.ts';
import { createProofKey } from '../support/proof-key.ts';
import { openSession } from '../support/requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

interface Told {
  type: string;
  data: {
    client_id: string;
    user_id?: string;
    actor: { type: string; user_id?: string; client_id?: string };
    details: Record<string, unknown>;
  };
}

let receiver: WebhookReceiver;
let service: TestService;
let other: Organization;
let elsewhere: Team;
/** Of the other organization, and an administrator of everything. */
let root: User;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  service = await startTestService(
    { outboundNetworks: ['127.0.0.1'] },
    { webhookInterval: 5, random: () => 0.5 },
  );
  const { directory, webhooks } = service.administration;
  const [nordlys] = await directory.listOrganizations();
  other = await directory.createOrganization({ name: 'Other' });
  elsewhere = await directory.createTeam({ organizationId: other.id, name: 'Elsewhere' });
  root = await directory.createUser({ email: 'root@other.example', name: 'Root' });
  const teamId = elsewhere.id;
  await directory.setMembership({ teamId, user: root.id, roleId: 'super_admin' });
  await webhooks.create({ url: `${receiver.url}/nordlys`, organizationId: nordlys?.id ?? '' });
  await webhooks.create({ url: `${receiver.url}/other`, organizationId: other.id });
  await webhooks.create({ url: `${receiver.url}/all` });
});
afterEach(async () => {
  await service.close();
  await receiver.close();
});

const told = (path: string): Told[] =>
  receiver.received.filter((one) => one.path === path).map(({ body }) => JSON.parse(body));
/** Sorted: deliveries may overtake each other. */
const types = (path: string) =>
  told(path)
    .map(({ type }) => type)
    .toSorted();
const one = (path: string, type: string) => told(path).find((each) => each.type === type)?.data;
const asRoot = () => service.administration.as({ type: 'user', userId: root.id });

test('CM22 tenant isolation: both hear of a shared app’s life; neither of the other’s teams and people', async () => {
  const { clients } = asRoot();
  const { team } = service;
  const { client } = await clients.createAppClient({
    ...{ name: 'Shared', redirectUris: ['https://app.example/cb'], contact: 'ada@other.example' },
    teamRestriction: { teamIds: [team.id, elsewhere.id] },
  });
  await clients.update(client.id, {
    contact: 'eva@other.example',
    name: 'Shared app',
    teamRestriction: { teamIds: [team.id], organizationIds: [other.id] },
  });
  await clients.pause(client.id);
  const expected = ['client.created', 'client.paused', 'client.updated'];
  for (const path of ['/nordlys', '/other', '/all']) {
    await expect.poll(() => types(path)).toEqual(expected);
  }
  const sent = JSON.stringify(told('/nordlys'));
  for (const secret of [elsewhere.id, other.id, root.id, 'other.example', 'Elsewhere']) {
    expect(sent).not.toContain(secret);
  }
  expect(one('/nordlys', 'client.updated')).toMatchObject({
    client_id: client.id,
    actor: { type: 'user' },
    details: { version: 2, name: 'Shared app', withheld: 'contact team_restriction' },
  });
  // Who did it is one of theirs; where the client works beside them is still not told.
  expect(one('/other', 'client.updated')?.actor).toEqual({ type: 'user', user_id: root.id });
  expect(JSON.stringify(told('/other'))).not.toContain(team.id);
  expect(one('/all', 'client.updated')).toMatchObject({
    actor: { user_id: root.id },
    details: { team_restriction: expect.stringContaining(other.id), withheld: 'contact' },
  });
  expect(JSON.stringify(told('/all'))).not.toContain('@other.example');
});

test('CM22 tenant isolation: whom a client stops working for is told that it changed, and no more after that', async () => {
  const { clients } = service.administration;
  const { client } = await clients.createAppClient({
    ...{ name: 'Shared', redirectUris: ['https://app.example/cb'] },
    teamRestriction: { teamIds: [service.team.id, elsewhere.id] },
  });
  await clients.update(client.id, { teamRestriction: { teamIds: [elsewhere.id] } });
  await clients.pause(client.id);
  await expect.poll(() => types('/all')).toHaveLength(3);
  await expect
    .poll(() => types('/other'))
    .toEqual(['client.created', 'client.paused', 'client.updated']);
  await expect.poll(() => types('/nordlys')).toEqual(['client.created', 'client.updated']);
});

test('CM22 tenant isolation: sessions are told to whose team they are of, wherever the client went', async () => {
  const { clients, sessions, directory } = service.administration;
  const { client } = service.dynamic;
  const first = await createProofKey();
  await openSession(service, first);
  await expect.poll(() => types('/nordlys')).toEqual(['session.started']);
  await clients.update(client.id, { teamId: elsewhere.id });
  // The session of the team before is ended when the client is another organization's.
  expect(await asRoot().sessions.revoke({ clientId: client.id })).toBe(1);
  await expect
    .poll(() => types('/nordlys'))
    .toEqual(['client.updated', 'session.revoked', 'session.started']);
  await directory.setMembership({
    teamId: elsewhere.id,
    user: 'ana@example.com',
    roleId: 'viewer',
  });
  await openSession(service, await createProofKey());
  await expect.poll(() => types('/other')).toEqual(['client.updated', 'session.started']);
  expect(await sessions.revoke({ clientId: client.id })).toBe(1);
  await expect.poll(() => types('/other')).toContain('session.revoked');
  expect(types('/nordlys')).toHaveLength(3);
  const sent = JSON.stringify(told('/nordlys'));
  for (const secret of [elsewhere.id, other.id, root.id]) expect(sent).not.toContain(secret);
  expect(one('/nordlys', 'session.revoked')).toMatchObject({
    user_id: service.ana.id,
    actor: { type: 'user' },
  });
  expect(JSON.stringify(told('/other'))).not.toContain(service.team.id);
});
