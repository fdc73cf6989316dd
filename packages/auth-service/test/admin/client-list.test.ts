import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { postClientCredentials } from '../support/oauth-requests.ts';
import { basicAuth, startTestService, type TestService } from '../support/test-service.ts';

interface Listed {
  items: Record<string, unknown>[];
  next_cursor: string | null;
  total: number | null;
}

let service: TestService;
let boss: ApiCaller;
const list = (query: string) => boss.ok<Listed>('GET', `/api/v1/clients?${query}`);
const names = async (query: string) => (await list(query)).items.map(({ name }) => name);

beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
  const { clients } = service.administration;
  const app = { redirectUris: ['https://a.example/'] };
  const teamRestriction = { teamIds: [service.team.id] };
  await clients.createAppClient({ ...app, name: 'List äpple', id: 'list-1', teamRestriction });
  await clients.createAppClient({ ...app, name: 'List beta', id: 'list-2', scopes: ['openid'] });
  await clients.createServiceClient({ name: 'List Gamma', id: 'list-3', user: service.ana.id });
  await clients.pause('list-2');
});
afterAll(() => service.close());

test('CM14: every column of the list, and "never used" as null', async () => {
  const { client, clientSecret } = await service.administration.clients.createServiceClient({
    ...{ name: 'Used', user: service.ana.id },
    secret: { expiresInDays: 30 },
  });
  const [unused] = (await list(`search=${client.id}`)).items;
  expect(unused).toMatchObject({
    ...{ id: client.id, name: 'Used', type: 'service', status: 'active', all_teams: true },
    ...{ scopes: client.scopes, access_token_lifetime: 3600, last_used_at: null },
    created_at: expect.stringMatching(/Z$/),
    expires_at: expect.stringMatching(/Z$/),
  });
  await postClientCredentials(service, { basic: basicAuth(client.id, clientSecret) });
  const [used] = (await list(`search=${client.id}`)).items;
  expect(used?.last_used_at).toEqual(expect.any(String));
});

test('CM14: searched by name or ID, filtered by status, type, team limit and scope', async () => {
  const all = ['List äpple', 'List beta', 'List Gamma'];
  expect((await names('search=LIST')).toSorted()).toEqual(all.toSorted());
  expect(await names('search=ist-3')).toEqual(['List Gamma']);
  expect(await names('search=%25')).toEqual([]);
  expect(await names('search=list&status=inactive')).toEqual(['List beta']);
  expect(await names('search=list&status=inactive&status=revoked')).toEqual(['List beta']);
  expect(await names('search=list&type=service')).toEqual(['List Gamma']);
  expect(await names('search=list&team_limit=limited')).toEqual(['List äpple']);
  expect(await names(`search=list&team_id=${service.team.id}`)).toEqual(['List äpple']);
  expect(await names('search=list&scope=read&type=app')).toEqual(['List äpple']);
  expect(await list('search=list&with_total=true&limit=1')).toMatchObject({ total: 3 });
  expect(await list('search=nothing-like-it')).toEqual({
    items: [],
    next_cursor: null,
    total: null,
  });
});

test('CM14: sorted by name, creation, last use or expiry, in pages', async () => {
  expect(await names('search=list&sort=created_at&order=desc')).toEqual([
    ...['List Gamma', 'List beta', 'List äpple'],
  ]);
  for (const sort of ['name', 'id', 'created_at', 'last_used_at', 'expires_at']) {
    const whole = (await list(`sort=${sort}&limit=200`)).items.map(({ id }) => id);
    const paged: unknown[] = [];
    let query = `sort=${sort}&limit=3`;
    for (;;) {
      const page = await list(query);
      paged.push(...page.items.map(({ id }) => id));
      if (page.next_cursor === null) break;
      query = `sort=${sort}&limit=3&cursor=${page.next_cursor}`;
    }
    expect(paged, sort).toEqual(whole);
  }
  const { errors } = await boss.refused(
    ...(['invalid_request', 'GET', '/api/v1/clients?sort=color&cursor=x&limit=500'] as const),
  );
  expect(errors?.map(({ path }) => path)).toEqual(['limit', 'sort']);
  await boss.refused('invalid_request', 'GET', '/api/v1/clients?cursor=x');
});

test('CM22: stale clients are found by when they were last used', async () => {
  const later = new Date(Date.now() + 3_600_000).toISOString();
  expect(await names(`search=list&unused_since=${later}`)).toHaveLength(3);
  expect(await names('search=list&unused_since=2020-01-01T00:00:00Z')).toEqual([]);
  expect(await names(`search=list&expires_before=${later}`)).toEqual([]);
});
