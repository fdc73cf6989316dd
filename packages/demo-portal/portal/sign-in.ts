import type { Router as ExpressRouter, Request, Response } from 'express';
import { Router, urlencoded } from 'express';
import { loadPage } from '../serving/page.ts';
import type { Accounts } from './accounts.ts';
import { Attempts } from './attempts.ts';
import type { Sessions } from './sessions.ts';
import { themeOf } from './theme.ts';

/** `/sign-in` and `/sign-out`: the portal's own affair, as in any web application. */
export function signInRoutes(
  origin: string,
  accounts: Accounts,
  sessions: Sessions,
  /** Called when a user has signed out of the last browser. */
  onSignedOut: (email: string) => Promise<void>,
): ExpressRouter {
  const page = loadPage('portal', 'sign-in.html');
  const attempts = new Attempts();
  const router = Router();

  // The demo introduces its people on the page; their password it does not.
  const people = JSON.stringify(
    accounts
      .list()
      .map(({ email, name, role, tenant }) => ({ email, name, role, tenant: tenant.name })),
  );
  const show = (request: Request, response: Response, email = '', fault = '') => {
    response.set('Cache-Control', 'no-store').type('html');
    response.send(page({ theme: themeOf(request), email, fault, people }));
  };

  // Only the portal's own forms may post here (with SameSite=Lax this closes cross-site forgery).
  router.post(['/sign-in', '/sign-out'], (request, response, next) => {
    if (request.headers.origin === origin) next();
    else response.status(403).type('text').send(`Post from a page of ${origin}.`);
  });

  router.get('/sign-in', (request, response) => {
    if (sessions.emailOf(request) === undefined) show(request, response);
    else response.redirect(303, '/');
  });

  router.post(
    '/sign-in',
    urlencoded({ extended: false, limit: '2kb' }),
    async (request, response) => {
      const { email, password } = request.body as Record<string, unknown>;
      if (typeof email !== 'string' || typeof password !== 'string') {
        show(request, response.status(400), '', 'Enter e-mail and password.');
        return;
      }
      // Behind a proxy the address is its own, unless Express's `trust proxy` names it.
      const attempt = { email, address: request.ip ?? '' };
      const wait = attempts.begin(attempt);
      if (wait > 0) {
        response.status(429).set('Retry-After', String(wait));
        show(request, response, email, `Too many attempts. Try again in ${wait} seconds.`);
        return;
      }
      const account = await accounts.authenticate(email, password);
      if (account === undefined) {
        show(request, response.status(401), email, 'E-mail or password is wrong.');
        return;
      }
      attempts.succeeded(attempt);
      sessions.start(request, response, account.email);
      response.redirect(303, '/');
    },
  );

  router.post('/sign-out', async (request, response) => {
    const email = sessions.end(request, response);
    if (email !== undefined && !sessions.has(email)) await onSignedOut(email);
    response.redirect(303, '/sign-in');
  });
  return router;
}
