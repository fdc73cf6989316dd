import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Administration, openAdministration } from '../../src/index.ts';

type As = Pick<Administration, 'clients' | 'passwords'>;

let administration: Awaited<ReturnType<typeof openAdministration>>;
let teamIds: [string, string];
let organizationId: string;
let ana: { id: string };
/** Administrator of the first team; of both teams; of everything. */
let ofOne: As;
let ofBoth: As;
let ofAll: As;

beforeAll(async () => {
  administration = await openAdministration({ database: ':memory:' });
  const { directory } = administration;
  ({ id: organizationId } = await directory.createOrganization({ name: 'Nordlys' }));
  const team = async (name: string) => (await directory.createTeam({ organizationId, name })).id;
  teamIds = [await team('Operations'), await team('Finance')];
  const admin = async (name: string, teams: string[], roleId: string) => {
    const user = await directory.createUser({ email: `${name}@example.com`, name });
    for (const teamId of teams) await directory.setMembership({ teamId, user: user.id, roleId });
    return administration.as({ type: 'user', userId: user.id });
  };
  ana = await directory.createUser({ email: 'ana@example.com', name: 'Ana' });
  ofOne = await admin('one', [teamIds[0]], 'admin');
  ofBoth = await admin('both', teamIds, 'admin');
  ofAll = await admin('all', [teamIds[0]], 'super_admin');
});
afterAll(() => administration.close());

const app = (teams: string[], organizationIds: string[] = []) => ({
  name: 'App',
  redirectUris: ['https://app.example.com/cb'],
  teamRestriction: { teamIds: teams, organizationIds },
});
const refused = { code: 'permission_required' };

test('an app for some teams needs an administrator of all of them', async () => {
  await expect(ofOne.clients.createAppClient(app([teamIds[0]]))).resolves.toBeDefined();
  await expect(ofOne.clients.createAppClient(app(teamIds))).rejects.toMatchObject(refused);
  const { client } = await ofBoth.clients.createAppClient(app(teamIds));
  await expect(ofOne.clients.get(client.id)).rejects.toMatchObject(refused);
  await expect(ofOne.clients.secrets.rotate(client.id)).rejects.toMatchObject(refused);
  await expect(ofOne.clients.pause(client.id)).rejects.toMatchObject(refused);
  expect((await ofOne.clients.list()).clients.map(({ id }) => id)).not.toContain(client.id);
  expect((await ofBoth.clients.list()).clients.map(({ id }) => id)).toContain(client.id);
  expect(await ofBoth.clients.pause(client.id)).toMatchObject({ status: 'inactive' });
});

test('an app for all teams, or for all of an organization, needs one of everything', async () => {
  for (const input of [app([]), app([], [organizationId]), app([teamIds[0]], [organizationId])]) {
    await expect(ofBoth.clients.createAppClient(input)).rejects.toMatchObject(refused);
    const { client } = await ofAll.clients.createAppClient(input);
    await expect(ofBoth.clients.get(client.id)).rejects.toMatchObject(refused);
    expect(await ofAll.clients.get(client.id)).toEqual(client);
  }
});

test('a service that acts as somebody else, or has roles of its own, needs IMPERSONATE_USERS there', async () => {
  const { directory } = administration;
  await directory.createRole({ id: 'clerk', permissions: ['OAUTH_CLIENT_MANAGE'] });
  const clerk = await directory.createUser({ email: 'clerk@example.com', name: 'Clerk' });
  const teamId = teamIds[0];
  await directory.setMembership({ teamId, user: clerk.id, roleId: 'clerk' });
  const { clients } = administration.as({ type: 'user', userId: clerk.id });
  const common = { name: 'S', teamRestriction: { teamIds: [teamId] } };
  const own = await clients.createServiceClient({ ...common, user: clerk.id });
  expect(own.client).toMatchObject({ userId: clerk.id, createdBy: clerk.id });
  const other = { ...common, user: ana.id };
  await expect(clients.createServiceClient(other)).rejects.toMatchObject(refused);
  await expect(ofOne.clients.createServiceClient(other)).resolves.toBeDefined();
  const roles = [{ nodeType: 'team' as const, nodeId: teamId, roleId: 'viewer' }];
  await expect(ofOne.clients.createServiceClient({ ...common, roles })).resolves.toBeDefined();
  await expect(clients.createServiceClient({ ...common, roles })).rejects.toMatchObject(refused);
  await directory.createRole({ id: 'beyond', permissions: ['draw:charts'] });
  const { organizationId } = (await directory.listTeams()).find(({ id }) => id === teamId) ?? {};
  for (const role of [
    { nodeType: 'team' as const, nodeId: teamIds[1], roleId: 'viewer' },
    { nodeType: 'team' as const, nodeId: teamId, roleId: 'beyond' },
    { nodeType: 'organization' as const, nodeId: organizationId ?? '', roleId: 'viewer' },
  ]) {
    const input = { ...common, roles: [role] };
    await expect(ofOne.clients.createServiceClient(input)).rejects.toMatchObject(refused);
  }
  await expect(ofAll.clients.createServiceClient({ ...common, roles })).resolves.toBeDefined();
});

test('what a client refers to exists', async () => {
  const { clients } = administration;
  const missing = { code: 'not_found' };
  await expect(clients.createAppClient(app(['team_none']))).rejects.toMatchObject(missing);
  await expect(clients.createAppClient(app([], ['org_none']))).rejects.toMatchObject(missing);
  const service = (input: object) => clients.createServiceClient({ name: 'S', ...input });
  await expect(service({ user: 'nobody@example.com' })).rejects.toMatchObject(missing);
  const role = { nodeType: 'team', nodeId: teamIds[0], roleId: 'viewer' };
  for (const wrong of [
    { roleId: 'none' },
    { nodeId: 'team_none' },
    { nodeType: 'organization', nodeId: teamIds[0] },
  ]) {
    await expect(service({ roles: [{ ...role, ...wrong }] })).rejects.toMatchObject(missing);
  }
  const everywhere = service({ roles: [{ ...role, roleId: 'super_admin' }] });
  await expect(everywhere).rejects.toMatchObject({ code: 'invalid_request' });
  await administration.directory.setUserStatus(ana.id, 'inactive');
  await expect(service({ user: ana.id })).rejects.toMatchObject({ code: 'invalid_request' });
});

test('a public client has neither secret nor key; other types have no allowed origins', async () => {
  const { clients } = administration;
  const { client, clientSecret } = await clients.createAppClient({
    ...app([]),
    confidential: false,
  });
  expect(clientSecret).toBeUndefined();
  expect(await clients.secrets.list(client.id)).toEqual([]);
  await expect(clients.secrets.rotate(client.id)).rejects.toMatchObject({ code: 'conflict' });
  const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
  await expect(clients.addKey(client.id, { jwk })).rejects.toMatchObject({ code: 'conflict' });
  const origins = clients.setAllowedOrigins(client.id, ['https://x.example']);
  await expect(origins).rejects.toMatchObject({ code: 'invalid_request' });
});

test('passwords are the operator’s to set', async () => {
  const set = ofAll.passwords.set(ana.id, 'correct horse battery');
  await expect(set).rejects.toMatchObject(refused);
  const { passwords, storage } = administration;
  await expect(passwords.set('nobody', 'x'.repeat(12))).rejects.toMatchObject({
    code: 'not_found',
  });
  await passwords.set('ANA@example.com', 'correct horse battery');
  expect(await storage.stores.passwords.find(ana.id)).toMatch(/^\$scrypt\$/);
  const [event] = await storage.stores.audit.list({ type: 'user.password_set' });
  expect(event).toMatchObject({ userId: ana.id, details: {} });
});
