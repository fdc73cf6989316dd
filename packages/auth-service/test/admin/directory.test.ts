import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

interface Listed {
  items: Record<string, unknown>[];
  next_cursor: string | null;
}

let service: TestService;
let boss: ApiCaller;
let chief: ApiCaller & { userId: string };
const ids = ({ items }: Listed) => items.map(({ id }) => id);

beforeAll(async () => {
  service = await startTestService();
  boss = await callerWithRole(service, { role: 'super_admin' });
  chief = await callerWithRole(service, { role: 'admin' });
});
afterAll(() => service.close());

test('organizations, teams, apps and users are made, found and read', async () => {
  const organization = await boss.send('POST', '/api/v1/organizations', { body: { name: 'Åre' } });
  expect(organization).toMatchObject({ status: 201, body: { name: 'Åre' } });
  const { id: organization_id } = organization.body;
  expect(organization.headers.get('location')).toBe(
    `${ISSUER}/api/v1/organizations/${organization_id}`,
  );
  const team = await boss.ok('POST', '/api/v1/teams', { organization_id, name: 'Lift & Piste' });
  expect(team).toMatchObject({ organization_id, slug: 'lift-piste' });
  await boss.refused('invalid_request', 'POST', '/api/v1/apps', {
    body: { team_id: team.id, name: 'Snow', slug: 'snö' },
  });
  const snow = await boss.ok('POST', '/api/v1/apps', { team_id: team.id, name: 'Snow' });
  const user = await boss.ok('POST', '/api/v1/users', { email: 'Åsa@example.com', name: 'Åsa' });
  expect(user).toMatchObject({ status: 'active', email: 'Åsa@example.com' });
  for (const [kind, made] of Object.entries({ teams: team, apps: snow, users: user })) {
    expect(await boss.ok('GET', `/api/v1/${kind}/${made.id}`)).toEqual(made);
  }
  expect(await boss.ok<Listed>('GET', '/api/v1/users?search=åsa@')).toMatchObject({
    items: [user],
  });
  expect(await boss.ok<Listed>('GET', '/api/v1/users?search=%25')).toMatchObject({ items: [] });
  const within = `/api/v1/teams?organization_id=${organization_id}`;
  expect(await boss.ok<Listed>('GET', within)).toMatchObject({ items: [team] });
  expect(await boss.ok<Listed>('GET', `/api/v1/apps?team_id=${team.id}`)).toMatchObject({
    items: [snow],
  });
  expect((await boss.send('DELETE', `/api/v1/apps/${snow.id}`)).status).toBe(204);
  await boss.refused('not_found', 'GET', `/api/v1/apps/${snow.id}`);
});

test('what somebody does not see does not exist for them', async () => {
  const { team, otherTeam, ana, oskar } = service;
  expect(ids(await chief.ok<Listed>('GET', '/api/v1/teams'))).toEqual([team.id]);
  expect(ids(await boss.ok<Listed>('GET', '/api/v1/teams'))).toContain(otherTeam.id);
  expect(ids(await chief.ok<Listed>('GET', '/api/v1/organizations'))).toEqual([
    team.organizationId,
  ]);
  const users = ids(await chief.ok<Listed>('GET', '/api/v1/users'));
  expect(users).toContain(ana.id);
  expect(users).not.toContain(oskar.id);
  const memberships = await chief.ok<Listed>('GET', '/api/v1/memberships');
  expect(new Set(memberships.items.map(({ team_id }) => team_id))).toEqual(new Set([team.id]));
  const empty: Listed = { items: [], next_cursor: null };
  expect(await chief.ok('GET', `/api/v1/memberships?user_id=${oskar.id}`)).toEqual(empty);
  expect(await chief.ok('GET', `/api/v1/users?team_id=${otherTeam.id}`)).toEqual(empty);
  const unknown = await chief.refused('not_found', 'GET', '/api/v1/users/usr_none');
  const unseen = await chief.refused('not_found', 'GET', `/api/v1/users/${oskar.id}`);
  expect(unseen.detail.replace(oskar.id, '…')).toBe(unknown.detail.replace('usr_none', '…'));
  await chief.refused('not_found', 'GET', `/api/v1/teams/${otherTeam.id}`);
  const viewer = await callerWithRole(service, { role: 'viewer' });
  for (const path of ['organizations', 'teams', 'apps', 'users', 'roles', 'memberships']) {
    await viewer.refused('permission_required', 'GET', `/api/v1/${path}`);
  }
});

test('CM19: a team’s administrator cannot become an administrator of everything', async () => {
  const { team, otherTeam, ana } = service;
  const member = (teamId: string, userId: string) => `/api/v1/teams/${teamId}/members/${userId}`;
  const refuse = (method: string, path: string, body?: unknown) =>
    chief.refused('permission_required', method, path, { body });
  await refuse('PUT', member(team.id, chief.userId), { role_id: 'super_admin' });
  await refuse('PUT', member(otherTeam.id, chief.userId), { role_id: 'viewer' });
  await refuse('PATCH', '/api/v1/roles/admin', { permissions: ['everything'] });
  await refuse('POST', '/api/v1/roles', { id: 'mine', permissions: [] });
  await refuse('POST', '/api/v1/users', { email: 'x@example.com', name: 'X' });
  await refuse('PATCH', `/api/v1/users/${ana.id}`, { status: 'inactive' });
  expect(await chief.ok('PUT', member(team.id, ana.id), { role_id: 'editor' })).toMatchObject({
    role_id: 'editor',
  });
  await chief.ok('PUT', member(team.id, ana.id), { role_id: 'viewer' });
  const narrow = await callerWithRole(service, { role: 'super_admin', scope: 'management' });
  const { detail } = await narrow.refused(
    ...(['permission_required', 'PUT', member(team.id, ana.id)] as const),
    { body: { role_id: 'editor' } },
  );
  expect(detail, 'the token’s scope bounds what it gives').toContain('you lack read:dashboards');
});

test('83: roles change at once, and CM21: the log says who did it through which client', async () => {
  const { userId, clientId, ...caller } = await callerWithRole(service, { role: 'super_admin' });
  await caller.ok('POST', '/api/v1/roles', { id: 'drawer', permissions: ['draw:charts'] });
  const [event] = await service.administration.audit.list({ type: 'role.created' });
  expect(event).toMatchObject({
    subjectId: 'drawer',
    actor: { type: 'user', userId, throughClient: clientId },
    address: '127.0.0.1',
  });
  expect(JSON.stringify(event)).not.toContain('authority');
  expect(await caller.ok('PATCH', '/api/v1/roles/drawer', { permissions: [] })).toEqual({
    id: 'drawer',
    everywhere: false,
    permissions: [],
  });
  await caller.refused('conflict', 'POST', '/api/v1/roles', {
    body: { id: 'drawer', permissions: [] },
  });
  const drawn = await callerWithRole(service, { role: 'drawer' });
  await caller.ok('PATCH', `/api/v1/users/${drawn.userId}`, { status: 'inactive' });
  await drawn.refused('invalid_token', 'GET', '/api/v1/me');
});

test('every fault is named by its field and place', async () => {
  const faults = async (method: string, path: string, body?: unknown) =>
    (await boss.refused('invalid_request', method, path, { body })).errors;
  expect(await faults('POST', '/api/v1/users', { name: 7, mail: 'x' })).toEqual([
    { in: 'body', path: 'email', message: 'Required: a string.' },
    { in: 'body', path: 'name', message: 'Must be a string.' },
    { in: 'body', path: 'mail', message: 'Unknown field: remove it.' },
  ]);
  expect(await faults('POST', '/api/v1/users', { name: ' ', email: 'x' })).toMatchObject([
    { in: 'body', path: 'email' },
    { in: 'body', path: 'name' },
  ]);
  expect(await faults('POST', '/api/v1/roles', { id: 'x', permissions: ['a b'] })).toMatchObject([
    { in: 'body', path: 'permissions.0' },
  ]);
  expect(await faults('GET', '/api/v1/users?limit=0&page=2&status=x&limit=1')).toMatchObject([
    { in: 'query', path: 'limit', message: 'Given more than once: send it once.' },
    { in: 'query', path: 'page', message: 'Unknown parameter: remove it.' },
  ]);
  expect(await faults('GET', '/api/v1/users?limit=ten&status=x')).toMatchObject([
    { in: 'query', path: 'limit', message: 'Must be a number.' },
    { in: 'query', path: 'status', message: 'Must be one of active, inactive.' },
  ]);
  expect(await faults('DELETE', '/api/v1/apps/app_1', {})).toMatchObject([
    { in: 'body', path: '' },
  ]);
  expect(await faults('POST', '/api/v1/users', '{')).toMatchObject([{ in: 'body', path: '' }]);
  expect(await faults('POST', '/api/v1/users', [])).toMatchObject([{ in: 'body', path: '' }]);
  await boss.refused('not_found', 'GET', '/api/v1/nothing');
  const { headers } = await boss.refused('method_not_allowed', 'DELETE', '/api/v1/users');
  expect(headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  await boss.refused('not_found', 'POST', '/api/v1/teams', {
    body: { organization_id: 'org_none', name: 'T' },
  });
});

test('CM14: lists come in pages, each item once', async () => {
  const names = Array.from({ length: 7 }, (_, index) => `Page ${index}`);
  for (const name of names) await boss.ok('POST', '/api/v1/organizations', { name });
  const seen: unknown[] = [];
  let cursor: string | null = '';
  let pages = 0;
  while (cursor !== null) {
    const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: Listed = await boss.ok('GET', `/api/v1/organizations?search=pAGE&limit=3${next}`);
    seen.push(...page.items.map(({ name }) => name));
    cursor = page.next_cursor;
    pages++;
  }
  expect([seen, pages]).toEqual([names, 3]);
  const { next_cursor } = await boss.ok<Listed>('GET', '/api/v1/organizations?limit=1');
  for (const wrong of [`x${next_cursor}`, 'x', 'e30']) {
    const { errors } = await boss.refused(
      ...(['invalid_request', 'GET', `/api/v1/organizations?cursor=${wrong}`] as const),
    );
    expect(errors).toMatchObject([{ in: 'query', path: 'cursor' }]);
  }
  await boss.refused('invalid_request', 'GET', `/api/v1/teams?cursor=${next_cursor}`);
});

test('CM22: an answer that somebody has already is not sent again', async () => {
  const path = `/api/v1/teams/${service.team.id}`;
  const { headers } = await boss.send('GET', path);
  const tag = headers.get('etag') ?? '';
  expect(tag).toMatch(/^"[\w-]{22}"$/);
  const again = await boss.send('GET', path, { headers: { 'If-None-Match': `"x", W/${tag}` } });
  expect([again.status, again.body]).toEqual([304, undefined]);
  expect((await boss.send('GET', path, { headers: { 'If-None-Match': '"x"' } })).status).toBe(200);
});
