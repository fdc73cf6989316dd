/** A single-page application with oidc-client-ts: signs in, reads who it is, renews, signs out. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { PASSWORD } from '../test/support/cheap-password.ts';
import { startSignInService } from './sign-in-service.ts';

let service: Awaited<ReturnType<typeof startSignInService>>;
let application: { server: Server; origin: string };

test.beforeAll(async () => {
  service = await startSignInService();
  application = await startApplication();
});
test.afterAll(async () => {
  application.server.close();
  await service.close();
});

/** What an application would write, but for the buttons. */
const page = (authority: string, clientId: string): string => `<!doctype html>
<html lang="en"><title>Application</title>
<script src="/oidc-client-ts.js"></script>
<button id="sign-in">Sign in</button><button id="renew">Renew</button><button id="sign-out">Sign out</button>
<output id="state">nobody</output>
<script type="module">
  const manager = new oidc.UserManager({
    authority: '${authority}', client_id: '${clientId}', scope: 'openid email read offline_access',
    redirect_uri: location.origin + '/', post_logout_redirect_uri: location.origin + '/',
    loadUserInfo: true, automaticSilentRenew: false,
  });
  const state = document.getElementById('state');
  let renewals = 0;
  const show = (user) => {
    state.value = user ? user.profile.email + ' at ' + user.profile.teams[0].name + ', renewed ' + renewals : 'nobody';
  };
  const failing = (work) => () => work().catch((error) => { state.value = 'failed: ' + error.message; });
  document.getElementById('sign-in').onclick = failing(() => manager.signinRedirect());
  document.getElementById('renew').onclick = failing(async () => { const user = await manager.signinSilent(); renewals += 1; show(user); });
  document.getElementById('sign-out').onclick = failing(() => manager.signoutRedirect());
  await failing(async () => show(location.search.includes('code=') ? await manager.signinCallback() : await manager.getUser()))();
</script></html>`;

async function startApplication(): Promise<typeof application> {
  const module = import.meta.resolve('oidc-client-ts');
  const library = await readFile(new URL('../browser/oidc-client-ts.min.js', module));
  let html = '';
  const server = createServer((request, response) => {
    const isScript = request.url === '/oidc-client-ts.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? library : html);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { client } = await service.administration.clients.createAppClient({
    name: 'Single page',
    confidential: false,
    redirectUris: [`${origin}/`],
    postLogoutRedirectUris: [`${origin}/`],
    corsOrigins: [origin],
    refreshToken: true,
  });
  html = page(service.issuer, client.id);
  return { server, origin };
}

const state = (page: Page) => page.locator('#state');

test('OA13, OA7: oidc-client-ts in a browser', async ({ page }) => {
  await page.goto(application.origin);
  await expect(state(page)).toHaveText('nobody');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail').fill('ben@aurora.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(state(page)).toHaveText('ben@aurora.example at Finance, renewed 0');
  for (const renewals of [1, 2]) {
    await page.getByRole('button', { name: 'Renew' }).click();
    await expect(state(page)).toHaveText(`ben@aurora.example at Finance, renewed ${renewals}`);
  }
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/oauth2\/logout/);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(state(page)).toHaveText('nobody');
  expect(
    (await service.administration.browserSessions.list({ user: service.ben.id })).items,
  ).toEqual([]);
});
