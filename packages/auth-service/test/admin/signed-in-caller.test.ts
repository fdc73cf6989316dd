import { afterAll, beforeAll, expect, test } from 'vitest';
import { callerWithToken } from '../support/admin-requests.ts';
import { createBrowser } from '../support/browser.ts';
import {
  allow,
  authorizationUrl,
  createApp,
  createPkce,
  giveAnaAPassword,
  postCode,
  REDIRECT_URI,
  signIn,
  type Tokens,
} from '../support/code-flow.ts';
import { credentialsOf } from '../support/oauth-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

const CALLBACK = `${ISSUER}/api/v1/docs/callback`;

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
  await giveAnaAPassword(service);
  await service.administration.directory.setMembership({
    ...{ teamId: service.team.id, user: service.ana.id, roleId: 'super_admin' },
  });
});
afterAll(() => service.close());

/** As Ana, who has every permission everywhere, for the teams that she chooses. */
async function callerFor(clientId: string, teams: string[], redirectUri = CALLBACK) {
  const pkce = createPkce();
  const changes = { scope: 'read write', redirect_uri: redirectUri };
  const browser = createBrowser(service);
  await browser.open(authorizationUrl({ id: clientId }, pkce, changes));
  await signIn(browser);
  const visit = await allow(browser, ...teams);
  const code = visit.url.searchParams.get('code') ?? '';
  const answer = await postCode(
    ...[service, credentialsOf(clientId, ''), { code, verifier: pkce.verifier }],
    { redirect_uri: redirectUri },
  );
  const { access_token } = (await answer.json()) as Tokens;
  return callerWithToken(service, access_token);
}

test('OA8: whoever gave some teams has administered away no more than these', async () => {
  const caller = await callerFor('casement-docs', [service.team.id]);
  const me = await caller.ok<{ permissions_everywhere: string[]; teams: { id: string }[] }>(
    ...(['GET', '/api/v1/me'] as const),
  );
  expect(me.permissions_everywhere).toEqual([]);
  expect(me.teams.map(({ id }) => id)).toEqual([service.team.id]);
  expect(await caller.ok('GET', '/api/v1/teams')).toMatchObject({
    items: [{ id: service.team.id }],
  });
  await caller.refused('permission_required', 'POST', '/api/v1/organizations', {
    body: { name: 'X' },
  });
});

test('CM16: a client of the product’s own that got all teams administers those to come too', async () => {
  const caller = await callerFor('casement-docs', [service.team.id, service.otherTeam.id]);
  const { id: organization_id } = await caller.ok('POST', '/api/v1/organizations', { name: 'New' });
  service.advance(2_000);
  const team = await caller.ok('POST', '/api/v1/teams', { organization_id, name: 'Newer' });
  expect(await caller.ok('GET', `/api/v1/teams/${team.id}`)).toEqual(team);
  await service.administration.directory.setMembership({
    ...{ teamId: service.team.id, user: service.ana.id, roleId: 'viewer' },
  });
  await caller.refused('permission_required', 'GET', `/api/v1/teams/${team.id}`);
  await service.administration.directory.setMembership({
    ...{ teamId: service.team.id, user: service.ana.id, roleId: 'super_admin' },
  });
});

test('OA9: another’s application administers nothing everywhere, whatever it was given', async () => {
  const app = await createApp(service, {
    ...{ confidential: false, accessPreset: 'full', teamSelection: 'multiple' },
  });
  const teams = (await service.administration.directory.listTeams()).map(({ id }) => id);
  const caller = await callerFor(app.id, teams, REDIRECT_URI);
  expect(await caller.ok('GET', '/api/v1/me')).toMatchObject({ permissions_everywhere: [] });
  await caller.refused('permission_required', 'POST', '/api/v1/organizations', {
    body: { name: 'X' },
  });
});

test('a browser’s session cookie is no token: signed in, and still nobody to the API (CSRF)', async () => {
  const browser = createBrowser(service);
  const app = await createApp(service);
  await browser.open(authorizationUrl(app, createPkce()));
  await signIn(browser);
  const cookie = browser.setCookies.map((header) => header.split(';', 1)[0]).join('; ');
  expect(cookie).toMatch(/session/i);
  for (const method of ['GET', 'POST']) {
    const response = await fetch(`${service.url}/api/v1/organizations`, {
      method,
      headers: { Cookie: cookie, 'Content-Type': 'application/json' },
      ...(method === 'POST' ? { body: '{"name":"Evil"}' } : {}),
    });
    expect(response.status).toBe(401);
  }
});
