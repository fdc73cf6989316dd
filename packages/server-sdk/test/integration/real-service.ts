import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type AuthService, generateEncryptionKey, startAuthService } from '@casement/auth-service';

export const DASHBOARD_CLIENT = {
  clientId: 'dashboard',
  clientSecret: 'dashboard-secret-of-tests',
};

const ENCRYPTION_KEY = generateEncryptionKey();

/** Keeps connections open for long: one that a stalled process is about to use must not be closed by then. */
export async function listening(server: Server): Promise<Server> {
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

export function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The real auth service on a real database; with `issuer` at the address of an earlier one. */
export function startService(options: {
  folder: string;
  database: string;
  dashboardUrl: string;
  issuer?: string;
  /** The issuer is a proxy's address, and the service's own is chosen by the system. */
  isBehindProxy?: boolean;
}): Promise<AuthService> {
  const { folder, database, dashboardUrl, issuer, isBehindProxy = false } = options;
  return startAuthService({
    port: issuer === undefined || isBehindProxy ? 0 : Number(new URL(issuer).port),
    ...(issuer === undefined ? {} : { issuer }),
    database: join(folder, database),
    encryptionKey: ENCRYPTION_KEY,
    logLevel: 'silent',
    dashboards: [
      {
        audience: dashboardUrl,
        origin: dashboardUrl,
        client_id: DASHBOARD_CLIENT.clientId,
        client_secret: DASHBOARD_CLIENT.clientSecret,
      },
    ],
  });
}

/** Ana, a viewer, and an embedded client with a dynamic user in her team. */
export async function seed(
  { administration: { clients, directory } }: AuthService,
  portalUrl: string,
  id?: string,
): Promise<{ clientId: string; clientSecret: string }> {
  const { id: organizationId } = await directory.createOrganization({ name: 'Nordlys' });
  const team = await directory.createTeam({ organizationId, name: 'Operations' });
  const ana = await directory.createUser({ email: 'ana@example.com', name: 'Ana' });
  await directory.setMembership({ teamId: team.id, user: ana.id, roleId: 'viewer' });
  const created = await clients.createEmbeddedClient({
    id,
    name: 'Portal',
    teamId: team.id,
    userMode: 'dynamic',
    allowedOrigins: [portalUrl],
  });
  return { clientId: created.client.id, clientSecret: created.clientSecret };
}
