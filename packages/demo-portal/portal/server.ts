/** The customer portal of Northlight, an invented hosting company. */
import type { Express, Request } from 'express';
import express from 'express';
import type { Logger } from 'pino';
import { addErrorPages } from '../serving/error-pages.ts';
import { loadPage, pageAssets } from '../serving/page.ts';
import { securityHeaders } from '../serving/security-headers.ts';
import type { Accounts } from './accounts.ts';
import { embedding } from './embedding.ts';
import { Sessions } from './sessions.ts';
import { signInRoutes } from './sign-in.ts';
import { themeOf } from './theme.ts';

export interface PortalOptions {
  /** This portal's own origin. */
  origin: string;
  issuer: string;
  dashboardUrl: string;
  clientId: string;
  clientSecret: string;
  accounts: Accounts;
  log: Logger;
}

export function createPortal(options: PortalOptions): Express {
  const { origin, issuer, dashboardUrl, clientId, clientSecret, accounts, log } = options;
  const sessions = new Sessions();
  const page = loadPage('portal', 'index.html');

  const app = express();
  app.disable('x-powered-by');
  app.use(
    securityHeaders({
      // The only frame that this page may show.
      'frame-src': [dashboardUrl],
      'frame-ancestors': ["'none'"],
    }),
  );
  app.use('/assets', pageAssets('portal'));
  const accountOf = (request: Request) => accounts.get(sessions.emailOf(request) ?? '');
  const { challengeCode, endSessionsOf } = embedding({
    issuer,
    clientId,
    clientSecret,
    audience: dashboardUrl,
    accountOf,
  });
  app.post('/casement/challenge-code', challengeCode);
  app.use(
    signInRoutes(origin, accounts, sessions, (email) =>
      endSessionsOf(email).catch((error: unknown) =>
        // Signing out goes on: the portal mints no more codes, so the dashboards end with their tokens.
        log.error({ err: error }, 'The dashboards of a user who signed out could not be ended'),
      ),
    ),
  );

  app.get('/', (request, response) => {
    const account = accountOf(request);
    if (account === undefined) {
      response.redirect(303, '/sign-in');
      return;
    }
    const { name, email, role, tenant } = account;
    response.set('Cache-Control', 'no-store').type('html');
    response.send(
      page({
        theme: themeOf(request),
        dashboardUrl,
        clientId,
        name,
        firstName: name.split(' ')[0] ?? name,
        initials: name.replaceAll(/(\p{L})\p{L}*\s*/gu, '$1').slice(0, 2),
        email,
        role,
        tenant: tenant.name,
        tenantId: tenant.id,
        may: role === 'editor' ? 'See dashboards and write notes' : 'See dashboards',
      }),
    );
  });
  addErrorPages(app, log, { href: '/', link: 'Go to the portal' });
  return app;
}
