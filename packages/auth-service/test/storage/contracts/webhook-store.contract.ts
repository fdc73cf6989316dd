import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/domain/audit/audit-event.ts';
import type { Storage } from '../../../src/domain/storage.ts';
import type { WebhookEndpoint } from '../../../src/domain/webhook/webhook-endpoint.ts';
import { seedClient, seedService, seedTeam, sessionOf, unique } from './seed.ts';
import { storageUnderTest } from './storage-under-test.ts';

const LEASE = 60_000;
const SECRETS = { sealedSecret: 'sealed', sealedPrevious: undefined, previousUntil: undefined };

export function webhookStoreContract(open: () => Promise<Storage>): void {
  const storage = storageUnderTest(open);
  const seedEndpoint = async (extra: Partial<WebhookEndpoint> = {}): Promise<WebhookEndpoint> => {
    const endpoint: WebhookEndpoint = {
      ...{ id: unique('whk'), organizationId: undefined, url: 'https://a.example/hook' },
      ...{ description: undefined, events: 'all', status: 'active', createdAt: 1 },
      createdBy: undefined,
      ...extra,
    };
    await storage().stores.webhooks.insertEndpoint(endpoint, SECRETS);
    return endpoint;
  };
  const event = (clientId: string, extra: Partial<AuditEvent> = {}): AuditEvent => ({
    ...{ id: unique('evt'), at: 1_000, type: 'client.paused', outcome: 'success', clientId },
    ...{ actor: { type: 'operator' }, userId: undefined, subjectId: clientId, address: undefined },
    details: {},
    ...extra,
  });
  const deliveriesOf = async ({ id }: WebhookEndpoint) =>
    (await storage().stores.webhooks.listDeliveries({ endpointId: id, limit: 100 })).map(
      ({ eventId }) => eventId,
    );
  /** Everything that is due belongs to this endpoint, or is in somebody's hands. */
  const claim = (now: number, extra: object = {}) =>
    storage().stores.webhooks.claimDue(unique('clm'), {
      ...{ now, leaseUntil: now + LEASE, limit: 10, perEndpoint: 10, except: [] },
      ...extra,
    });
  const quiet = async () => {
    const { webhooks } = storage().stores;
    for (const { id } of await webhooks.listEndpoints()) await webhooks.deleteEndpoint(id);
  };
  const attempt = { number: 1, at: 5_000, duration: 12, status: 204, error: undefined };

  test('an endpoint comes back as it was, and as it was changed', async () => {
    const { webhooks } = storage().stores;
    const all = await seedEndpoint();
    const some = await seedEndpoint({ events: ['client.deleted', 'session.started'] });
    expect(await webhooks.findEndpoint(all.id)).toEqual(all);
    expect(await webhooks.findEndpoint(some.id)).toEqual(some);
    const changed = { ...some, events: 'all', status: 'inactive', description: 'd' } as const;
    await webhooks.updateEndpoint(changed);
    expect(await webhooks.listEndpoints()).toEqual(expect.arrayContaining([all, changed]));
    const secrets = { sealedSecret: 'b', sealedPrevious: 'sealed', previousUntil: 9 };
    expect(await webhooks.findSecrets(all.id)).toEqual(SECRETS);
    await webhooks.setSecrets(all.id, secrets);
    expect(await webhooks.findSecrets(all.id)).toEqual(secrets);
    await webhooks.deleteEndpoint(all.id);
    expect(await webhooks.findEndpoint(all.id)).toBeUndefined();
  });

  test('what is audited of clients and sessions is noted for who may know of it and wants to', async () => {
    await quiet();
    const { stores } = storage();
    const [here, there] = [await seedTeam(stores), await seedTeam(stores)];
    const organizationOf = async (team: string) =>
      (await stores.directory.findTeam(team))?.organizationId;
    const [mine, theirs] = [
      await seedEndpoint({ organizationId: await organizationOf(here) }),
      await seedEndpoint({ organizationId: await organizationOf(there) }),
    ];
    const everyones = await seedEndpoint();
    const picky = await seedEndpoint({ events: ['session.started'] });
    const asleep = await seedEndpoint({ status: 'inactive' });
    const embedded = await seedClient(stores, here);
    const restricted = await seedService(stores, {
      teamRestriction: { teamIds: [there], organizationIds: [] },
    });
    const holding = await seedService(stores, {
      roles: [{ nodeType: 'team', nodeId: there, roleId: 'viewer' }],
    });
    const app = { id: unique('app'), teamId: there, name: 'A', slug: unique('app'), createdAt: 1 };
    await stores.directory.insertApp(app);
    const atApp = await seedService(stores, {
      roles: [{ nodeType: 'app', nodeId: app.id, roleId: 'viewer' }],
    });
    const events = [embedded, restricted, holding, atApp].map(({ id }) => event(id));
    const [first = '', second = '', third = '', fourth = ''] = events.map(({ id }) => id);
    for (const one of events) await stores.audit.append(one);
    await stores.audit.append(event(embedded.id, { type: 'client.refused', outcome: 'refused' }));
    await stores.audit.append(event(embedded.id, { type: 'token.revoked' }));
    expect(await deliveriesOf(mine)).toEqual([first]);
    expect((await deliveriesOf(theirs)).toSorted()).toEqual([second, third, fourth].toSorted());
    expect((await deliveriesOf(everyones)).toSorted()).toEqual(
      [first, second, third, fourth].toSorted(),
    );
    expect(await deliveriesOf(picky)).toEqual([]);
    expect(await deliveriesOf(asleep)).toEqual([]);
  });

  test('a session’s events are its own team’s, wherever its client is by now; noted twice is noted once', async () => {
    await quiet();
    const { stores } = storage();
    const [here, there] = [await seedTeam(stores), await seedTeam(stores)];
    const organizationOf = async (team: string) =>
      (await stores.directory.findTeam(team))?.organizationId;
    const mine = await seedEndpoint({ organizationId: await organizationOf(here) });
    const theirs = await seedEndpoint({ organizationId: await organizationOf(there) });
    const client = await seedClient(stores, there);
    const session = sessionOf({ clientId: client.id, teamId: here });
    await stores.sessions.insert(session);
    const ended = event(client.id, { type: 'session.revoked', subjectId: session.id });
    await stores.audit.append(ended);
    await stores.webhooks.enqueue(ended);
    expect(await deliveriesOf(mine)).toEqual([ended.id]);
    expect(await deliveriesOf(theirs)).toEqual([]);
  });

  test('of parallel claims each takes others, and a lease passes', async () => {
    await quiet();
    const { webhooks } = storage().stores;
    const endpoint = await seedEndpoint();
    for (let index = 0; index < 20; index++) {
      const delivery = { eventId: unique('evt'), type: 'webhook.ping', body: '{}' };
      await webhooks.enqueueFor(endpoint.id, delivery, 1_000);
    }
    expect(await webhooks.hasDue(999)).toBe(false);
    expect(await webhooks.hasDue(1_000)).toBe(true);
    const taken = await Promise.all(Array.from({ length: 5 }, () => claim(1_000, { limit: 6 })));
    const ids = taken.flat().map(({ eventId }) => eventId);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
    expect(await webhooks.hasDue(1_000)).toBe(false);
    expect(await claim(1_000 + LEASE - 1)).toEqual([]);
    const heirs = await claim(1_000 + LEASE);
    expect(heirs).toHaveLength(10);
    expect(heirs[0]).toMatchObject({ attempt: 2, url: endpoint.url, body: '{}', ...SECRETS });
    const lost = taken.flat().find(({ eventId }) => eventId === heirs[0]?.eventId);
    if (!lost || !heirs[0]) throw new Error('the heir has a predecessor');
    expect(await webhooks.settle(lost, attempt, { state: 'delivered' })).toBe(false);
    expect(await webhooks.settle(heirs[0], attempt, { state: 'delivered' })).toBe(true);
  });

  test('no more than so many of one endpoint, none of those that are left out or paused', async () => {
    await quiet();
    const { webhooks } = storage().stores;
    const [busy, other, paused] = [
      await seedEndpoint(),
      await seedEndpoint(),
      await seedEndpoint(),
    ];
    for (const { id } of [busy, busy, busy, other, paused]) {
      await webhooks.enqueueFor(id, { eventId: unique('evt'), type: 'x', body: '' }, 1);
    }
    await webhooks.updateEndpoint({ ...paused, status: 'inactive' });
    const endpoints = async (extra: object) =>
      (await claim(5, extra)).map(({ endpointId }) => endpointId).toSorted();
    expect(await endpoints({ except: [busy.id], perEndpoint: 2 })).toEqual([other.id]);
    expect(await endpoints({ perEndpoint: 2 })).toEqual([busy.id, busy.id]);
  });

  test('the log holds every attempt; what is settled can be sent again, what is old goes', async () => {
    await quiet();
    const { webhooks } = storage().stores;
    const { id: endpointId } = await seedEndpoint();
    const key = { eventId: unique('evt'), endpointId };
    await webhooks.enqueueFor(endpointId, { ...key, type: 'webhook.ping', body: '{}' }, 1_000);
    const [first] = await claim(1_000);
    if (!first) throw new Error('it is due');
    const failed = { ...attempt, status: undefined, error: 'timeout' };
    await webhooks.settle(first, failed, { nextAttemptAt: 9_000 });
    expect(await webhooks.requeue(key, 1)).toBe(false);
    const [second] = await claim(9_000);
    if (!second) throw new Error('it is due again');
    await webhooks.settle(second, { ...attempt, number: 2, at: 9_000 }, { state: 'delivered' });
    expect(await webhooks.listAttempts(key)).toEqual([
      failed,
      { ...attempt, number: 2, at: 9_000 },
    ]);
    expect(await webhooks.listDeliveries({ endpointId, state: 'delivered', limit: 5 })).toEqual([
      {
        ...{ ...key, type: 'webhook.ping', state: 'delivered', attempts: 2, createdAt: 1_000 },
        ...{ nextAttemptAt: 9_000 + LEASE, settledAt: 9_012 },
      },
    ]);
    expect(await webhooks.requeue(key, 20_000)).toBe(true);
    expect((await claim(20_000))[0]).toMatchObject({ ...key, attempt: 1 });
    expect(await webhooks.sweep(1_000, 5)).toBe(0);
    expect(await webhooks.sweep(1_001, 5)).toBe(1);
    expect(await webhooks.listAttempts(key)).toEqual([]);
  });
}
