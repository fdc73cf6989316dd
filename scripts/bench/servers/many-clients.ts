/** The auth service with 100,000 clients, and an administrator's token. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateEncryptionKey, startAuthService } from '@casement/auth-service';

const CLIENTS = 100_000;
const BATCH = 1_000;

const folder = mkdtempSync(join(tmpdir(), 'casement-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('SIGTERM', () => process.exit());

const origin = 'https://dash.example.com';
const service = await startAuthService({
  port: 0,
  database: join(folder, 'bench.sqlite'),
  encryptionKey: generateEncryptionKey(),
  logLevel: 'warn',
  dashboards: [
    {
      ...{ audience: origin, origin },
      ...{ client_id: 'dashboard', client_secret: generateEncryptionKey() },
    },
  ],
});

const { directory, clients } = service.administration;
const { id: organizationId } = await directory.createOrganization({ name: 'Bench' });
const team = await directory.createTeam({ organizationId, name: 'Operations' });
const user = await directory.createUser({ email: 'boss@example.com', name: 'Boss' });
await directory.setMembership({ teamId: team.id, user: user.id, roleId: 'super_admin' });
const console_ = await clients.createServiceClient({
  ...{ name: 'Console', user: user.id, accessPreset: 'full' },
});

const app = (
  await clients.createAppClient({ name: 'App', redirectUris: ['https://a.example/callback'] })
).client;
for (let made = 0; made < CLIENTS; made += BATCH) {
  await service.storage.transaction(async (stores) => {
    for (let at = made; at < made + BATCH; at++) {
      await stores.clients.insert({
        ...app,
        id: `client-${at}`,
        name: `Application ${(at * 7919) % CLIENTS} of customer ${at % 977}`,
        teamRestriction: { teamIds: at % 3 === 0 ? [team.id] : [], organizationIds: [] },
        status: at % 50 === 0 ? 'inactive' : 'active',
        createdAt: app.createdAt + at,
      });
    }
  });
}
const answer = await fetch(`${service.url}/oauth2/token`, {
  method: 'POST',
  headers: {
    authorization: `Basic ${Buffer.from(`${console_.client.id}:${console_.clientSecret}`).toString('base64')}`,
  },
  body: new URLSearchParams({ grant_type: 'client_credentials' }),
});
const { access_token: token } = (await answer.json()) as { access_token: string };
process.send?.({ url: service.url, token, clients: CLIENTS, pid: process.pid });
