import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { mintBody, postMint } from '../support/requests.ts';
import { PORTAL, startTestService, type TestService } from '../support/test-service.ts';

interface Listed {
  items: Record<string, unknown>[];
  next_cursor: string | null;
}

let service: TestService;
let boss: ApiCaller & { userId: string; clientId: string };
let chief: ApiCaller & { userId: string; clientId: string };
const list = (caller: ApiCaller, query = '') =>
  caller.ok<Listed>('GET', `/api/v1/audit-events${query}`);

beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
  chief = await callerWithRole(service, { role: 'admin' });
});
afterAll(() => service.close());

test('CM21: the log has the user an action is attributed to and the client, and is filtered', async () => {
  const role = { id: 'audited', permissions: [] };
  await boss.ok('POST', '/api/v1/roles', role);
  const { items } = await list(boss, '?type=role.created');
  expect(items).toMatchObject([
    {
      type: 'role.created',
      outcome: 'success',
      subject_id: 'audited',
      address: '127.0.0.1',
      actor: { type: 'user', user_id: boss.userId, client_id: boss.clientId },
    },
  ]);
  expect(await list(boss, `?actor_user_id=${boss.userId}`)).toMatchObject({ items });
  expect(await list(boss, `?actor_client_id=${boss.clientId}&since=1h`)).toMatchObject({ items });
  expect(await list(boss, `?actor_user_id=${boss.userId}&until=1h`)).toMatchObject({ items: [] });
  expect(await list(boss, '?type=role.created&outcome=refused')).toMatchObject({ items: [] });
  const { errors } = await boss.refused(
    'invalid_request',
    'GET',
    '/api/v1/audit-events?since=then',
  );
  expect(errors).toMatchObject([{ in: 'query', path: 'since' }]);
});

test('CM21: each filter of the log finds what it says and nothing else', async () => {
  const { id: clientId } = service.dynamic.client;
  await chief.ok('POST', `/api/v1/clients/${clientId}/pause`);
  await chief.ok('POST', `/api/v1/clients/${clientId}/resume`);
  await postMint(service, mintBody({ user: { email: service.oskar.email } }));
  const all = (await list(boss, '?limit=200')).items;
  const isBy = (key: string, value: unknown) => (event: Record<string, unknown>) =>
    (event.actor as Record<string, unknown>)[key] === value;
  const [{ at = '' } = {}] = all.slice(3) as { at: string }[];
  const cases: [query: string, matches: (event: Record<string, unknown>) => boolean][] = [
    ['type=client.paused', ({ type }) => type === 'client.paused'],
    ['outcome=success', ({ outcome }) => outcome === 'success'],
    [`client_id=${clientId}`, ({ client_id }) => client_id === clientId],
    [
      `user_id=${service.oskar.id}`,
      ({ user_id, subject_id }) => [user_id, subject_id].includes(service.oskar.id),
    ],
    [`actor_user_id=${chief.userId}`, isBy('user_id', chief.userId)],
    [`actor_client_id=${chief.clientId}`, isBy('client_id', chief.clientId)],
    [`since=${at}`, (event) => String(event.at) >= at],
    [`until=${at}`, (event) => String(event.at) < at],
    [
      `client_id=${clientId}&actor_user_id=${chief.userId}&type=client.resumed&since=1d`,
      (event) =>
        event.type === 'client.resumed' &&
        event.client_id === clientId &&
        isBy('user_id', chief.userId)(event),
    ],
  ];
  for (const [query, matches] of cases) {
    const found = (await list(boss, `?limit=200&${query}`)).items;
    expect(found, query).toEqual(all.filter(matches));
    expect(found, query).not.toEqual([]);
  }
});

test('CM21: pages hold every event once, newest first', async () => {
  const all = (await list(boss, '?limit=200')).items;
  const seen: unknown[] = [];
  let query = '?limit=5';
  for (;;) {
    const page = await list(boss, query);
    seen.push(...page.items);
    if (page.next_cursor === null) break;
    query = `?limit=5&cursor=${page.next_cursor}`;
  }
  expect(seen).toEqual(all);
  const times = all.map(({ at }) => String(at));
  expect(times).toEqual(times.toSorted().toReversed());
});

test('CM21: an administrator of a team sees what its clients are concerned by, and what they did', async () => {
  const { clients } = service.administration;
  const other = await clients.createEmbeddedClient({
    ...{ name: 'Other', teamId: service.otherTeam.id, allowedOrigins: [PORTAL] },
    userMode: 'dynamic',
  });
  const seen = (await list(chief, '?limit=200')).items;
  const clientsSeen = new Set(seen.map(({ client_id }) => client_id));
  expect(clientsSeen).toContain(service.dynamic.client.id);
  expect(clientsSeen).not.toContain(other.client.id);
  expect(seen.map(({ type }) => type)).not.toContain('role.created');
  expect(await list(chief, `?client_id=${other.client.id}`)).toMatchObject({ items: [] });
  expect((await list(boss, `?client_id=${other.client.id}`)).items).toHaveLength(1);
  const member = `/api/v1/teams/${service.team.id}/members/${service.ana.id}`;
  await chief.ok('PUT', member, { role_id: 'editor' });
  expect((await list(chief, '?type=membership.set')).items).toMatchObject([
    { actor: { user_id: chief.userId } },
  ]);
  const viewer = await callerWithRole(service, { role: 'viewer' });
  await viewer.refused('permission_required', 'GET', '/api/v1/audit-events');
});

test('CM21: what a client did stays its team’s to see when it is deleted, and nobody else’s', async () => {
  const { clients } = service.administration;
  const embedded = (teamId: string) =>
    clients.createEmbeddedClient({
      ...{ id: 'short-lived', name: 'Short', teamId, allowedOrigins: [PORTAL] },
      userMode: 'dynamic',
    });
  const rival = await callerWithRole(service, { role: 'admin', teamId: service.otherTeam.id });
  const types = async (caller: ApiCaller) =>
    (await list(caller, '?client_id=short-lived')).items.map(({ type }) => type).toSorted();
  await embedded(service.team.id);
  await clients.pause('short-lived');
  await clients.delete('short-lived');
  const before = ['client.created', 'client.deleted', 'client.paused'];
  expect(await types(chief)).toEqual(before);
  expect(await types(rival)).toEqual([]);
  // The ID is free again, and gives nobody another one's past or future.
  service.advance(1_000);
  await embedded(service.otherTeam.id);
  expect(await types(chief)).toEqual(before);
  expect(await types(rival)).toEqual(['client.created']);
  await clients.delete('short-lived');
  expect(await types(chief)).toEqual(before);
  expect(await types(rival)).toEqual(['client.created', 'client.deleted']);
  expect(await types(boss)).toEqual(['client.created', 'client.deleted', ...before].toSorted());
});

test('CM21: a deleted client of several teams was all of theirs, and one for every team nobody’s', async () => {
  const { clients, directory } = service.administration;
  const both = [service.team.id, service.otherTeam.id];
  const of = async (teamIds: string[]) => {
    const made = await clients.createServiceClient({
      ...{ name: 'Gone', user: service.ana.id, teamRestriction: { teamIds } },
    });
    await clients.delete(made.client.id);
    return made.client.id;
  };
  const [shared, everywhere] = [await of(both), await of([])];
  const seen = async (caller: ApiCaller, id: string) =>
    (await list(caller, `?client_id=${id}`)).items.length;
  expect([await seen(chief, shared), await seen(chief, everywhere)]).toEqual([0, 0]);
  const two = await callerWithRole(service, { role: 'admin' });
  await directory.setMembership({ teamId: both[1] ?? '', user: two.userId, roleId: 'admin' });
  expect([await seen(two, shared), await seen(two, everywhere)]).toEqual([2, 0]);
  expect([await seen(boss, shared), await seen(boss, everywhere)]).toEqual([2, 2]);
});

test('CM21: what a client did stays its former teams’ to see when it moves, and is none of the new ones’', async () => {
  const { clients } = service.administration;
  const rival = await callerWithRole(service, { role: 'admin', teamId: service.otherTeam.id });
  const { client } = await clients.createServiceClient({ name: 'Mover', user: service.ana.id });
  const types = async (caller: ApiCaller) =>
    (await list(caller, `?client_id=${client.id}`)).items.map(({ type }) => type).toReversed();
  const move = async (teamIds: string[]) => {
    // Each place has a time of its own.
    service.advance(1_000);
    await clients.update(client.id, { teamRestriction: { teamIds } });
    service.advance(1_000);
  };
  await move([service.team.id]);
  expect(await types(chief), 'it was nobody’s before').toEqual(['client.updated']);
  await clients.pause(client.id);
  await move([service.otherTeam.id]);
  await clients.resume(client.id);
  const ofChief = ['client.updated', 'client.paused'];
  const ofRival = ['client.updated', 'client.resumed'];
  expect([await types(chief), await types(rival)]).toEqual([ofChief, ofRival]);
  service.advance(1_000);
  await clients.delete(client.id);
  expect(await types(chief)).toEqual(ofChief);
  expect(await types(rival)).toEqual([...ofRival, 'client.deleted']);
  expect(await types(boss)).toEqual(['client.created', ...ofChief, ...ofRival, 'client.deleted']);
});

test('81, 84: no secret is in the log, and nothing but GET on it', async () => {
  const text = JSON.stringify(await list(boss, '?limit=200'));
  for (const secret of [boss.token, service.dynamic.clientSecret])
    expect(text).not.toContain(secret);
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    await boss.refused('method_not_allowed', method, '/api/v1/audit-events');
  }
});
