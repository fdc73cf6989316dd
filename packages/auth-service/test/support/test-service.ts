import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import {
  type AuthService,
  type AuthServiceOptions,
  type EmbeddedClient,
  generateEncryptionKey,
  type Overrides,
  startAuthService,
  type Team,
  type User,
} from '../../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const PORTAL = 'https://portal.example.com';
export const DASHBOARD = 'https://dash.example.com';
export const ISSUER = 'https://auth.example.com';
/** Of the one dashboard application. */
export const DASHBOARD_ID = 'dashboard';
export const DASHBOARD_SECRET = 'dashboard-secret-of-tests';

/** A client with its secret, as the portal backend holds it. */
export interface TestClient {
  client: EmbeddedClient;
  clientSecret: string;
  /** Value of the `Authorization` header. */
  basic: string;
}

export interface TestService extends AuthService {
  database: string;
  /** Everything that was logged so far. */
  log(): string;
  /** Moves the service's clock, in milliseconds. */
  advance(ms: number): void;
  /** Stops it, where seconds decide that a busy machine would spend; answers what lets it go on. */
  stopClock(): () => void;
  team: Team;
  otherTeam: Team;
  /** Viewer in `team`. */
  ana: User;
  /** Viewer in `otherTeam` only. */
  oskar: User;
  /** Embedded at {@link PORTAL}. */
  dynamic: TestClient;
  /** Acts as `ana`; 60-second tokens. */
  pinned: TestClient;
}

export const basicAuth = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;

export const DASHBOARD_BASIC = basicAuth(DASHBOARD_ID, DASHBOARD_SECRET);

const DASHBOARDS = [
  {
    audience: DASHBOARD,
    origin: DASHBOARD,
    client_id: DASHBOARD_ID,
    client_secret: DASHBOARD_SECRET,
  },
];

/** A second service on the same database, which was started with that encryption key. */
export async function startReplica(
  service: TestService,
  encryptionKey: string,
): Promise<TestService> {
  const replica = await startAuthService({
    issuer: ISSUER,
    port: 0,
    database: service.database,
    encryptionKey,
    logLevel: 'silent',
    dashboards: DASHBOARDS,
  });
  return { ...service, ...replica };
}

/** A real service on a real file, with a small directory and one client of each mode. */
export async function startTestService(
  options: Partial<AuthServiceOptions> = {},
  overrides: Overrides = {},
): Promise<TestService> {
  const folder = await temporaryFolder();
  const database = join(folder.path, 'casement.db');
  const lines: string[] = [];
  const logger: Logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  let offset = 0;
  let stoppedAt: number | undefined;
  const service = await startAuthService(
    {
      issuer: ISSUER,
      port: 0,
      database,
      encryptionKey: generateEncryptionKey(),
      dashboards: DASHBOARDS,
      ...options,
    },
    { logger, clock: () => (stoppedAt ?? Date.now()) + offset, ...overrides },
  );
  const { directory, clients } = service.administration;
  const { id: organizationId } = await directory.createOrganization({ name: 'Nordlys' });
  const team = await directory.createTeam({ organizationId, name: 'Operations' });
  const otherTeam = await directory.createTeam({ organizationId, name: 'Finance' });
  const ana = await directory.createUser({ email: 'Ana@Example.com', name: 'Ana' });
  const oskar = await directory.createUser({ email: 'oskar@example.com', name: 'Oskar' });
  await directory.setMembership({ teamId: team.id, user: ana.id, roleId: 'viewer' });
  await directory.setMembership({ teamId: otherTeam.id, user: oskar.id, roleId: 'viewer' });
  const create = async (
    input: Parameters<typeof clients.createEmbeddedClient>[0],
  ): Promise<TestClient> => {
    const { client, clientSecret } = await clients.createEmbeddedClient(input);
    return { client, clientSecret, basic: basicAuth(client.id, clientSecret) };
  };
  const common = { teamId: team.id, allowedOrigins: [PORTAL] };
  return {
    ...service,
    database,
    log: () => lines.join(''),
    advance: (ms) => {
      offset += ms;
    },
    stopClock: () => {
      stoppedAt = Date.now();
      return () => {
        stoppedAt = undefined;
      };
    },
    team,
    otherTeam,
    ana,
    oskar,
    dynamic: await create({ ...common, name: 'Portal', userMode: 'dynamic' }),
    pinned: await create({
      ...common,
      name: 'Wall',
      userMode: 'static',
      staticUser: ana.id,
      accessTokenLifetime: 60,
    }),
    close: async () => {
      await service.close();
      await folder.remove();
    },
  };
}
