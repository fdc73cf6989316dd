/** The wall of a network operations centre: four dashboards, nobody signed in. */
import { createEmbedClient } from '@casement/server-sdk';
import { challengeCodeHandler } from '@casement/server-sdk/express';
import type { Express } from 'express';
import express from 'express';
import type { Logger } from 'pino';
import { VIEWS } from '../dashboard/wire.ts';
import { addErrorPages } from '../serving/error-pages.ts';
import { loadPage, pageAssets } from '../serving/page.ts';
import { securityHeaders } from '../serving/security-headers.ts';

export interface WallOptions {
  issuer: string;
  dashboardUrl: string;
  clientId: string;
  clientSecret: string;
  log: Logger;
}

export function createWall({
  issuer,
  dashboardUrl,
  clientId,
  clientSecret,
  log,
}: WallOptions): Express {
  const page = loadPage('wall', 'index.html');
  const casement = createEmbedClient({ issuer, clientId, clientSecret });

  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders({ 'frame-src': [dashboardUrl], 'frame-ancestors': ["'none'"] }));
  app.use('/assets', pageAssets('wall'));

  // Static mode: the client itself is pinned to one user, so none is named here. Whoever can reach the
  // wall sees what it shows, so each tile is locked to its own view and can be turned into no other.
  for (const view of VIEWS) {
    app.post(
      `/casement/challenge-code/${view}`,
      challengeCodeHandler(casement, {
        audience: dashboardUrl,
        parameters: () => ({ views: [view] }),
      }),
    );
  }

  app.get('/', (request, response) => {
    const theme = request.query.theme === 'light' ? 'light' : 'dark';
    response.set('Cache-Control', 'no-store').type('html');
    response.send(page({ theme, dashboardUrl, clientId }));
  });
  addErrorPages(app, log, { href: '/', link: 'Go to the wall' });
  return app;
}
