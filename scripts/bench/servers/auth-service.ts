/** The measured auth service: SQLite on disk, logs switched down as in the other servers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateEncryptionKey, startAuthService } from '@casement/auth-service';

const folder = mkdtempSync(join(tmpdir(), 'casement-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('SIGTERM', () => process.exit());

const portal_origin = 'https://portal.example.com';
const dashboard_origin = 'https://dash.example.com';
const dashboard = { client_id: 'dashboard', client_secret: generateEncryptionKey() };
const service = await startAuthService({
  port: 0,
  database: join(folder, 'bench.sqlite'),
  encryptionKey: generateEncryptionKey(),
  logLevel: 'warn',
  dashboards: [{ audience: dashboard_origin, origin: dashboard_origin, ...dashboard }],
});

const { directory, clients } = service.administration;
const organization = await directory.createOrganization({ name: 'Bench' });
const team = await directory.createTeam({ organizationId: organization.id, name: 'Operations' });
const user = await directory.createUser({ email: 'ana@example.com', name: 'Ana' });
await directory.setMembership({ teamId: team.id, user: user.id, roleId: 'viewer' });
const { client, clientSecret } = await clients.createEmbeddedClient({
  name: 'Portal',
  teamId: team.id,
  userMode: 'dynamic',
  allowedOrigins: [portal_origin],
});
const service_client = await clients.createServiceClient({
  name: 'Backend',
  user: user.id,
  scopes: ['read:dashboards'],
});

process.send?.({
  // The proofs name the issuer, so the load goes there too.
  url: service.issuer,
  client_id: client.id,
  client_secret: clientSecret,
  service_client: {
    client_id: service_client.client.id,
    client_secret: service_client.clientSecret,
  },
  user: user.email,
  portal_origin,
  dashboard_origin,
  dashboard_client_id: dashboard.client_id,
  dashboard_client_secret: dashboard.client_secret,
});
