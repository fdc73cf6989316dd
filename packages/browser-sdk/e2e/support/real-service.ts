import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuthService, generateEncryptionKey, startAuthService } from '@casement/auth-service';
import { createEmbedClient, createSessionVerifier } from '@casement/server-sdk';
import { challengeCodeHandler, frameAncestors, sessionOf } from '@casement/server-sdk/express';
import express from 'express';
import { listen, type Server } from './listen.ts';
import { FRAME_SCRIPT, page, script } from './sites.ts';

export interface RealSites {
  service: AuthService;
  clientId: string;
  portal: string;
  /** Response headers of the portal's page. */
  portalHeaders: Record<string, string>;
  dashboard: string;
  /** Address of the framed document. */
  src: string;
  /** Loads of the framed document. */
  loads(): number;
  /** Refusals of the dashboard API. */
  refused: number[];
  close(): Promise<void>;
}

const CREDENTIALS = { client_id: 'dashboard', client_secret: 'dashboard-secret-of-tests' };

/** Portal, dashboard and auth service as integrators build them, on sites of their own. */
export async function startRealSites(): Promise<RealSites> {
  const folder = await mkdtemp(join(tmpdir(), 'casement-real-'));
  const portalApp = express();
  const dashboardApp = express();
  const servers: Server[] = [
    await listen(portalApp, '127.0.0.1'),
    await listen(dashboardApp, '127.0.0.1'),
  ];
  const portal = `http://localhost:${servers[0]?.port}`;
  const dashboard = `http://127.0.0.1:${servers[1]?.port}`;
  const service = await startAuthService({
    port: 0,
    database: join(folder, 'casement.db'),
    encryptionKey: generateEncryptionKey(),
    logLevel: 'silent',
    // 60-second tokens, renewed after 0.6 to 0.9 seconds.
    renewMin: 0.01,
    renewMax: 0.015,
    dashboards: [{ audience: dashboard, origin: dashboard, ...CREDENTIALS }],
  });
  const { issuer, administration } = service;
  const { clientId, clientSecret } = await seed(administration, portal);
  const embed = createEmbedClient({ issuer, clientId, clientSecret });
  const verifier = createSessionVerifier({
    issuer,
    audience: dashboard,
    clientId: CREDENTIALS.client_id,
    clientSecret: CREDENTIALS.client_secret,
  });
  const policy = frameAncestors({ issuer, events: verifier });
  const scripts = express.Router().get('/*file.js', async (request, response) => {
    response.type('js').send(await script(request.path));
  });
  portalApp.use(scripts);
  portalApp.post(
    '/challenge-code',
    challengeCodeHandler(embed, { user: () => ({ email: 'ana@example.com' }) }),
  );
  const portalHeaders: Record<string, string> = {};
  portalApp.get('/', (_request, response) => {
    response.set(portalHeaders).send(page('', '<div id="dashboard" style="height:300px"></div>'));
  });
  let loads = 0;
  const refused: number[] = [];
  dashboardApp.use(scripts);
  dashboardApp.use('/api', (_request, response, next) => {
    response.on('finish', () => {
      if (response.statusCode >= 400) refused.push(response.statusCode);
    });
    next();
  });
  dashboardApp.use('/api', verifier.express(), (_request, response) => {
    response.json(sessionOf(response).permissions);
  });
  dashboardApp.get('/', policy, (_request, response) => {
    loads += 1;
    response.send(page(`<script type="module">${FRAME_SCRIPT}</script>`));
  });
  return {
    service,
    clientId,
    portal,
    portalHeaders,
    dashboard,
    src: `${dashboard}/?client_id=${clientId}&issuer=${encodeURIComponent(issuer)}`,
    loads: () => loads,
    refused,
    async close() {
      await Promise.all([embed.close(), policy.close(), verifier.close()]);
      await Promise.all(servers.map((server) => server.close()));
      await service.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function seed(
  { clients, directory }: AuthService['administration'],
  portal: string,
): Promise<{ clientId: string; clientSecret: string }> {
  const { id: organizationId } = await directory.createOrganization({ name: 'Nordlys' });
  const team = await directory.createTeam({ organizationId, name: 'Operations' });
  const ana = await directory.createUser({ email: 'ana@example.com', name: 'Ana' });
  await directory.setMembership({ teamId: team.id, user: ana.id, roleId: 'viewer' });
  const { client, clientSecret } = await clients.createEmbeddedClient({
    name: 'Portal',
    teamId: team.id,
    userMode: 'dynamic',
    allowedOrigins: [portal],
    accessTokenLifetime: 60,
  });
  return { clientId: client.id, clientSecret };
}
