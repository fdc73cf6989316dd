/** The framed application: its document and the API behind it. */
import { createSessionVerifier, frameDocumentHeaders } from '@casement/server-sdk';
import { frameAncestors } from '@casement/server-sdk/express';
import type { Express } from 'express';
import express from 'express';
import type { Logger } from 'pino';
import { addErrorPages } from '../serving/error-pages.ts';
import { messagePage } from '../serving/message-page.ts';
import { loadPage, pageAssets } from '../serving/page.ts';
import { createApiRoutes } from './api/api-routes.ts';
import { TenantUsage } from './api/tenant-usage.ts';
import { startSampler } from './sampling/sampler.ts';
import { serviceMetrics } from './sampling/service-metrics.ts';
import { isViewName } from './wire.ts';

export interface DashboardOptions {
  /** This server's own origin, which is also the audience of its tokens. */
  origin: string;
  issuer: string;
  /** A page that embeds this dashboard: where to send whoever opens it by itself. */
  portalUrl: string;
  /** The dashboard application's own credentials at the auth service. */
  clientId: string;
  clientSecret: string;
  log: Logger;
}

export interface Dashboard {
  app: Express;
  close(): Promise<void>;
}

export async function createDashboard({
  origin,
  issuer,
  portalUrl,
  clientId,
  clientSecret,
  log,
}: DashboardOptions): Promise<Dashboard> {
  const verifier = createSessionVerifier({
    issuer,
    audience: origin,
    publicUrl: origin,
    clientId,
    clientSecret,
    onError: (error) => log.warn({ err: error }, 'The auth service could not be asked'),
  });
  // From the start: what happens while nobody looks is known when the first request comes.
  verifier.start();
  verifier.on('statuschange', ({ mode }) => log.info({ mode }, 'Following revocations'));
  const headers = frameDocumentHeaders({
    issuer,
    sources: { 'require-trusted-types-for': ["'script'"] },
  });
  const allowFraming = frameAncestors({
    issuer,
    events: verifier,
    onError: (error) => log.warn({ err: error }, 'The frame policy could not be fetched'),
  });
  const usage = new TenantUsage();
  const sampler = await startSampler({
    service: serviceMetrics(issuer),
    tenants: (now) => usage.read(now),
  });
  const api = createApiRoutes({ authenticate: verifier.express(), sampler, usage });
  const page = loadPage('dashboard', 'index.html');
  const showMessage = messagePage();
  const home = { href: portalUrl, link: 'Open the portal' };

  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set(headers);
    next();
  });
  app.use('/assets', pageAssets('dashboard'));
  app.use('/api', api.router);

  app.get('/', allowFraming, (request, response) => {
    const { client_id: embedder, theme, view } = request.query;
    // By itself the page can only fail: no host to ask for a session. Browsers say what they load it for.
    const isByItself = request.get('Sec-Fetch-Dest') === 'document';
    response.vary('Sec-Fetch-Dest');
    if (isByItself || typeof embedder !== 'string') {
      showMessage(response, {
        title: 'This page is made to be embedded',
        text: `It shows its data inside another page that signs its visitors in. Open the portal at ${portalUrl} to see it.`,
        ...home,
      });
      return;
    }
    response.set('Cache-Control', 'no-store');
    response.type('html').send(
      page({
        issuer,
        clientId: embedder,
        // The host's theme from the first paint on; later changes arrive as context.
        theme: theme === 'light' || theme === 'dark' ? theme : 'system',
        view: isViewName(view) ? view : 'all',
      }),
    );
  });
  addErrorPages(app, log, home);

  return {
    app,
    async close() {
      api.endStreams();
      sampler.stop();
      await Promise.all([verifier.close(), allowFraming.close()]);
    },
  };
}
