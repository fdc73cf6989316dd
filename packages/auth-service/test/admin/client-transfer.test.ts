/** Clients from one service to another, whose directory says the same with other IDs (CM22). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NewClient } from '../../src/domain/client/create-client.ts';
import { type ApiCaller, callerWithRole } from '../support/admin-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

type Wire = Record<string, unknown> & { id: string };
type Exported = { clients: Wire[] };
interface Imported {
  clients: { client: Wire; client_secret: string | null; secret: Wire | null }[];
}

const DAY = 24 * 3_600_000;
const EXPORT = '/api/v1/clients/export?format=json&search=moved';
const IMPORT = '/api/v1/clients/import';

interface Side {
  service: TestService;
  boss: ApiCaller & { userId: string };
  appId: string;
  organizationId: string;
}

async function startSide(): Promise<Side> {
  const service = await startTestService();
  const boss = await callerWithRole(service, { role: 'super_admin' });
  const { id: appId } = await service.administration.directory.createApp({
    ...{ teamId: service.team.id, name: 'Night shift' },
  });
  const { organizationId } = service.team;
  return { service, boss, appId, organizationId };
}

let here: Side;
let there: Side;
let file: Exported;
beforeAll(async () => {
  // One after the other: their IDs differ, and nothing else.
  [there, here] = [await startSide(), await startSide()];
  const { service, appId, organizationId } = here;
  const { clients } = service.administration;
  const app = { type: 'app' as const, redirectUris: ['https://a.example/'] };
  const inputs: NewClient[] = [
    {
      ...{ type: 'embedded', id: 'moved-wall', name: 'Wall', teamId: service.team.id },
      ...{ userMode: 'static', staticUser: service.ana.id },
      ...{ allowedOrigins: ['https://wall.example.com'], secret: { expiresInDays: 30 } },
    },
    {
      ...{ ...app, id: 'moved-app', name: 'App', secret: { expiresInDays: null } },
      teamRestriction: { teamIds: [service.team.id], organizationIds: [organizationId] },
    },
    {
      ...{ type: 'service', id: 'moved-roles', name: 'Roles' },
      roles: [
        { nodeType: 'organization', nodeId: organizationId, roleId: 'viewer' },
        { nodeType: 'team', nodeId: service.otherTeam.id, roleId: 'editor' },
        { nodeType: 'app', nodeId: appId, roleId: 'viewer' },
      ],
    },
    { type: 'service', id: 'moved-paused', name: 'Paused', user: service.oskar.id },
    { ...app, id: 'moved-revoked', name: 'Revoked' },
  ];
  for (const input of inputs) await clients.create(input);
  await clients.pause('moved-paused');
  await clients.revoke('moved-revoked');
  // Of several the newest counts.
  await clients.secrets.create('moved-paused', { name: 'newest', expiresInDays: 90 });
  file = await here.boss.ok<Exported>('GET', EXPORT);
});
afterAll(() => Promise.all([here.service.close(), there.service.close()]));

const inFile = (id: string) => file.clients.find((one) => one.id === id);

test('CM22: a file names teams, organizations, apps and users as another service may know them', () => {
  expect(JSON.stringify(file)).not.toMatch(/\b(team|org|app|usr)_[\w-]{31}/);
  expect(inFile('moved-wall')).toMatchObject({
    ...{ team_id: 'operations', static_user: 'Ana@Example.com', secret: { expires_in_days: 30 } },
  });
  expect(inFile('moved-app')).toMatchObject({
    team_restriction: { team_ids: ['operations'], organization_ids: ['Nordlys'] },
    secret: { expires_in_days: null },
  });
  expect(inFile('moved-roles')?.roles).toEqual(
    expect.arrayContaining([
      { node_type: 'organization', node_id: 'Nordlys', role_id: 'viewer' },
      { node_type: 'team', node_id: 'finance', role_id: 'editor' },
      { node_type: 'app', node_id: 'night-shift', role_id: 'viewer' },
    ]),
  );
  expect(inFile('moved-roles')).not.toHaveProperty('secret');
  expect(inFile('moved-paused')).toMatchObject({
    ...{ status: 'inactive', user: 'oskar@example.com', secret: { expires_in_days: 90 } },
  });
});

test('CM16: the product’s own clients are everywhere already, and in no file to be imported', async () => {
  const { clients } = await here.boss.ok<Exported>('GET', '/api/v1/clients/export?format=json');
  expect(clients.length).toBeGreaterThan(5);
  expect(clients.filter(({ id }) => id.startsWith('casement-'))).toEqual([]);
});

test('CM22: another service makes the same of it, and exports the same', async () => {
  const { boss, service, appId, organizationId } = there;
  const before = Date.now();
  const made = await boss.ok<Imported>('POST', IMPORT, file);
  expect(await boss.ok<Exported>('GET', EXPORT)).toEqual(file);
  const read = (id: string) => boss.ok<Wire>('GET', `/api/v1/clients/${id}`);
  expect(service.team.id).not.toBe(here.service.team.id);
  expect(await read('moved-wall')).toMatchObject({
    ...{ team_id: service.team.id, static_user_id: service.ana.id, status: 'active' },
  });
  expect(await read('moved-app')).toMatchObject({
    team_restriction: { team_ids: [service.team.id], organization_ids: [organizationId] },
    expires_at: null,
  });
  const { roles } = (await read('moved-roles')) as { roles?: { node_id: string }[] };
  expect(roles?.map(({ node_id }) => node_id).toSorted()).toEqual(
    [organizationId, service.otherTeam.id, appId].toSorted(),
  );
  // What had ended does not come back to life, and nothing authenticates by what another service knows.
  const secretOf = (id: string) => made.clients.find(({ client }) => client.id === id);
  expect(secretOf('moved-revoked')).toMatchObject({
    ...{ client: { status: 'revoked', expires_at: null }, client_secret: null, secret: null },
  });
  expect(await read('moved-revoked')).toMatchObject({ status: 'revoked' });
  const paused = secretOf('moved-paused');
  expect(paused).toMatchObject({
    client: { status: 'inactive' },
    client_secret: expect.stringMatching(/^csm_sk_/),
  });
  const expiry = Date.parse(String(paused?.secret?.expires_at)) - before;
  expect(Math.round(expiry / DAY)).toBe(90);
  const { items } = await boss.ok<{ items: { details: object }[] }>(
    'GET',
    '/api/v1/audit-events?type=client.created&client_id=moved-revoked',
  );
  expect(items).toMatchObject([{ details: { status: 'revoked' } }]);
});

test('CM22: at the same service IDs are as good as slugs', async () => {
  const { boss, service } = here;
  const client = { ...inFile('moved-wall'), id: 'moved-by-id', team_id: service.team.id };
  const byId = { ...client, static_user: service.ana.id };
  const made = await boss.ok<Imported>('POST', IMPORT, { clients: [byId], dry_run: true });
  expect(made.clients).toMatchObject([{ client: { team_id: service.team.id } }]);
});

test('CM22: each fault says in which client and in which field, as the file has it', async () => {
  const { errors } = await there.boss.refused('invalid_request', 'POST', IMPORT, {
    body: {
      clients: [
        { ...inFile('moved-roles'), id: 'moved-2' },
        { ...inFile('moved-wall'), id: 'moved-3', team_id: 'nowhere' },
        { ...inFile('moved-revoked'), id: 'moved-4', secret: { expires_in_days: 3 } },
        {
          ...inFile('moved-app'),
          id: 'moved-5',
          access_preset: 'full',
          access_token_lifetime: 90_000,
        },
        { ...inFile('moved-paused') },
      ],
    },
  });
  expect(errors?.map(({ path, message }) => [path, message])).toEqual([
    ['clients.1.team_id', expect.stringMatching(/^Client "Wall": there is no team nowhere\./)],
    ['clients.2.secret', expect.stringMatching(/^Client "Revoked": A revoked client gets no/)],
    ['clients.3.confirmed', expect.stringMatching(/^Client "App": Full access .* 1 day 1 hour/)],
    ['clients.4.id', expect.stringMatching(/^Client "Paused": a client moved-paused exists/)],
  ]);
  const status = { ...inFile('moved-wall'), id: 'moved-6', status: 'gone' };
  await there.boss.refused('invalid_request', 'POST', IMPORT, { body: { clients: [status] } });
});

test('CM22: an organization whose name others have is named by its ID', async () => {
  const { directory } = here.service.administration;
  const { id } = await directory.createOrganization({ name: 'Nordlys' });
  const again = await here.boss.ok<Exported>('GET', EXPORT);
  const restriction = { team_ids: ['operations'], organization_ids: [here.organizationId] };
  expect(again.clients.find((one) => one.id === 'moved-app')).toMatchObject({
    team_restriction: restriction,
  });
  const { errors } = await here.boss.refused('invalid_request', 'POST', IMPORT, {
    body: { clients: [{ ...inFile('moved-app'), id: 'moved-7' }] },
  });
  expect(errors).toMatchObject([
    {
      path: 'clients.0.team_restriction.organization_ids.0',
      message: expect.stringContaining(id),
    },
  ]);
});

test('CM19: who may not see a team or a user gets no other word for it, and no ID for a word', async () => {
  const { service } = here;
  const { directory } = service.administration;
  await directory.createRole({ id: 'reader', permissions: ['OAUTH_CLIENT_READ'] });
  const reader = await callerWithRole(service, { role: 'reader' });
  const seen = await reader.ok<Exported>('GET', EXPORT);
  expect(seen.clients.find(({ id }) => id === 'moved-wall')).toMatchObject({
    ...{ team_id: 'operations', static_user: service.ana.id },
  });
  const admin = await callerWithRole(service, { role: 'admin' });
  const detail = async (team_id: string) => {
    const body = { clients: [{ ...inFile('moved-wall'), id: 'moved-8', team_id }] };
    return (await admin.refused('permission_required', 'POST', IMPORT, { body })).detail;
  };
  expect(await detail('finance')).toBe((await detail('nowhere')).replace('nowhere', 'finance'));
});
