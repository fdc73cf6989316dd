import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { generateEncryptionKey, startAuthService } from '../src/index.ts';
import { CHEAP_HASH } from '../test/support/cheap-password.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';

/** No page here needs it; no service goes without. */
const DASHBOARD = {
  audience: 'https://dash.example.com',
  origin: 'https://dash.example.com',
  client_id: 'dashboard',
  client_secret: 'dashboard-secret-of-tests',
};

type Options = Parameters<typeof startAuthService>[0];

/**
 * A service at an address that a browser can open, an application elsewhere that sends people there, and
 * Ana of two organizations and Ben, who can sign in.
 */
export async function startSignInService(options: Partial<Options> = {}) {
  const folder = await temporaryFolder();
  const service = await startAuthService(
    {
      port: 0,
      database: join(folder.path, 'casement.db'),
      encryptionKey: generateEncryptionKey(),
      dashboards: [DASHBOARD],
      ...options,
    },
    { logger: pino({ level: 'silent' }) },
  );
  const { directory, clients } = service.administration;
  const teamIn = async (organizationId: string, name: string) =>
    (await directory.createTeam({ organizationId, name })).id;
  const aurora = await directory.createOrganization({ name: 'Aurora Logistics' });
  const nordlys = await directory.createOrganization({ name: 'Nordlys Energy' });
  const teams = {
    operations: await teamIn(aurora.id, 'Operations'),
    finance: await teamIn(aurora.id, 'Finance'),
    grid: await teamIn(nordlys.id, 'Grid control'),
  };
  const ana = await directory.createUser({ email: 'ana@aurora.example', name: 'Ana Ruiz' });
  const ben = await directory.createUser({ email: 'ben@aurora.example', name: 'Ben Osei' });
  for (const teamId of Object.values(teams)) {
    await directory.setMembership({ teamId, user: ana.id, roleId: 'editor' });
  }
  await directory.setMembership({ teamId: teams.finance, user: ben.id, roleId: 'viewer' });
  for (const { id } of [ana, ben]) {
    await service.storage.stores.passwords.put(id, CHEAP_HASH, Date.now());
  }
  const application = await startApplication();
  const { client } = await clients.createAppClient({
    name: 'Fleet Reports',
    clientUri: 'https://reports.example',
    contact: 'help@reports.example',
    confidential: false,
    platform: 'native',
    accessPreset: 'full',
    redirectUris: [application.redirectUri],
  });
  return {
    ...service,
    ana,
    ben,
    teams,
    client,
    application,
    /** Where the application sends somebody to sign in. */
    authorizationUrl: (changes: Record<string, string> = {}): string => {
      const verifier = randomBytes(32).toString('base64url');
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: client.id,
        redirect_uri: application.redirectUri,
        scope: 'openid profile email read:dashboards write:dashboards',
        state: 'some-state',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...changes,
      });
      return `${service.issuer}/oauth2/authorize?${query}`;
    },
    close: async () => {
      await application.close();
      await service.close();
      await folder.remove();
    },
  };
}

/** Of another site than the service: a browser tells `127.0.0.1` and `localhost` apart. */
async function startApplication() {
  const server = createServer(async (request, response) => {
    const { search } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const posted =
      request.method === 'POST' ? Buffer.concat(await request.toArray()).toString() : '';
    const answer = new URLSearchParams(posted || search);
    const how = posted ? 'posted ' : '';
    const text = answer.get('error') ?? how + (answer.has('code') ? 'code' : 'nothing');
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>Application</title><h1>Back with ${text}</h1>`);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    redirectUri: `http://127.0.0.1:${port}/callback`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
