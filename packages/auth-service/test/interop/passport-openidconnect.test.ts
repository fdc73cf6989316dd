import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request } from 'express';
import session from 'express-session';
import passport from 'passport';
import type { Profile, VerifyCallback } from 'passport-openidconnect';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser } from '../support/browser.ts';
import { allow, giveAnaAPassword, signIn } from '../support/code-flow.ts';
import { startTestService, type TestService } from '../support/test-service.ts';
import { PkceOpenIdConnectStrategy } from './pkce-strategy.ts';

let service: TestService;
let server: Server;
let origin: string;
beforeAll(async () => {
  // The library asks it at its own address.
  service = await startTestService({ issuer: undefined });
  await giveAnaAPassword(service);
  const app = express();
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { client, clientSecret } = await service.administration.clients.createAppClient({
    name: 'Passport',
    redirectUris: [`${origin}/callback`],
  });
  const { issuer } = service;
  const authenticator = new passport.Passport().use(
    new PkceOpenIdConnectStrategy(
      {
        issuer,
        authorizationURL: `${issuer}/oauth2/authorize`,
        tokenURL: `${issuer}/oauth2/token`,
        userInfoURL: `${issuer}/oauth2/userinfo`,
        clientID: client.id,
        clientSecret: clientSecret ?? '',
        callbackURL: `${origin}/callback`,
        scope: 'email read',
        skipUserProfile: false,
      },
      (_issuer: string, profile: Profile, done: VerifyCallback) => done(null, profile),
    ),
  );
  app.use(session({ secret: 'of this test', resave: false, saveUninitialized: true }));
  app.get('/login', authenticator.authenticate('openidconnect'));
  app.get(
    '/callback',
    authenticator.authenticate('openidconnect', { session: false }),
    ({ user }: Request, response) => void response.json(user),
  );
});
afterAll(async () => {
  server.close();
  await service.close();
});

test('OA13: passport-openidconnect signs Ana in', async () => {
  const sent = await fetch(`${origin}/login`, { redirect: 'manual' });
  const cookie = sent.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const browser = createBrowser(service);
  await browser.open(sent.headers.get('location') ?? '');
  await signIn(browser);
  const { url } = await allow(browser, service.team.id);
  const back = await fetch(url, { headers: { cookie } });
  expect(back.status).toBe(200);
  expect(await back.json()).toMatchObject({
    id: service.ana.id,
    emails: [{ value: 'Ana@Example.com' }],
  });
});
