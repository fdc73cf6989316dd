import { randomInt } from 'node:crypto';
import type { Administration, Client, EmbeddedClientInput } from '@casement/auth-service';
import type { DemoFile } from './data-folder.ts';
import { ADMINISTRATOR, PEOPLE, WALL_USER } from './people.ts';

export interface SeedOptions {
  administration: Administration;
  /** What the last start knew: secrets and passwords stay as they were, where they still hold. */
  before: Partial<DemoFile> | undefined;
  portalOrigin: string;
  wallOrigin: string;
}

export type Seed = Pick<DemoFile, 'clients' | 'users' | 'administrator'>;

/**
 * Brings directory and clients to what the demo needs, and leaves alone what is there already. Done at
 * every start, since ports, and so origins, may have changed.
 */
export async function seed(options: SeedOptions): Promise<Seed> {
  const { administration, before, portalOrigin, wallOrigin } = options;
  const { directory } = administration;
  const organization =
    (await directory.listOrganizations()).find(({ name }) => name === 'Northlight') ??
    (await directory.createOrganization({ name: 'Northlight' }));
  const customers = await ensureTeam(administration, organization.id, 'Customers');
  const operations = await ensureTeam(administration, organization.id, 'Operations');

  for (const { email, name, role } of PEOPLE) {
    await ensureMember(administration, customers, { email, name, role });
  }
  await ensureMember(administration, operations, WALL_USER);
  const administratorIsNew = await ensureMember(administration, operations, ADMINISTRATOR);

  const portal = await ensureClient(administration, before?.clients?.portal?.client_secret, {
    id: 'demo-portal',
    name: 'Customer portal',
    teamId: customers,
    userMode: 'dynamic',
    allowedOrigins: [portalOrigin],
    accessTokenLifetime: 120,
  });
  const wall = await ensureClient(administration, before?.clients?.wall?.client_secret, {
    id: 'demo-wall',
    name: 'Operations wall',
    teamId: operations,
    userMode: 'static',
    staticUser: WALL_USER.email,
    allowedOrigins: [wallOrigin],
    accessTokenLifetime: 60,
  });

  const password = before?.users?.[0]?.password ?? newPassword();
  const { email, role } = ADMINISTRATOR;
  // Only where it is not theirs already: a password that is set signs out, and another one may be wanted.
  if (administratorIsNew || before?.administrator?.password !== password) {
    await administration.passwords.set(email, password);
  }
  return {
    clients: { portal, wall },
    users: PEOPLE.map(({ email, role }) => ({ email, password, role })),
    administrator: { email, password, role },
  };
}

async function ensureTeam(
  { directory }: Administration,
  organizationId: string,
  name: string,
): Promise<string> {
  const teams = await directory.listTeams(organizationId);
  const team =
    teams.find((known) => known.name === name) ??
    (await directory.createTeam({ organizationId, name }));
  return team.id;
}

/** Answers whether the user is new. */
async function ensureMember(
  { directory }: Administration,
  teamId: string,
  { email, name, role }: { email: string; name: string; role: string },
): Promise<boolean> {
  const known = (await directory.listUsers()).find((one) => one.email === email);
  const user = known ?? (await directory.createUser({ email, name }));
  const memberships = await directory.listMemberships({ teamId, userId: user.id });
  // A role that somebody has changed to try something stays changed.
  if (memberships.length === 0) {
    await directory.setMembership({ teamId, user: user.id, roleId: role });
  }
  return known === undefined;
}

async function ensureClient(
  { clients }: Administration,
  secret: string | undefined,
  input: EmbeddedClientInput & { id: string },
): Promise<{ client_id: string; client_secret: string }> {
  const { clients: found } = await clients.list({ search: input.id });
  const known = found.find(({ id }) => id === input.id);
  if (known === undefined) {
    const { clientSecret } = await clients.createEmbeddedClient({
      ...input,
      secret: { expiresInDays: null },
    });
    return { client_id: input.id, client_secret: clientSecret };
  }
  if (!sameOrigins(known, input)) await clients.setAllowedOrigins(known.id, input.allowedOrigins);
  const live = (await clients.secrets.list(known.id)).some(
    ({ prefix, state, expiresAt }) =>
      state === 'live' && expiresAt === undefined && secret?.startsWith(prefix),
  );
  if (secret !== undefined && live) return { client_id: known.id, client_secret: secret };
  const { clientSecret } = await clients.secrets.rotate(known.id, {
    name: 'demo',
    expiresInDays: null,
  });
  return { client_id: known.id, client_secret: clientSecret };
}

const sameOrigins = (client: Client, { allowedOrigins }: EmbeddedClientInput) =>
  client.type === 'embedded' &&
  client.allowedOrigins.toSorted().join() === allowedOrigins.toSorted().join();

/** Easy to read off a terminal and to type: four syllables twice, and a number. */
function newPassword(): string {
  const letter = (letters: string) => letters[randomInt(letters.length)] ?? '';
  const word = () =>
    Array.from({ length: 4 }, () => letter('bdfgklmnprstvz') + letter('aeiou')).join('');
  return `${word()}-${word()}-${randomInt(100, 1000)}`;
}
