import { afterAll, beforeAll, expect, test } from 'vitest';
import { callerWithToken } from '../support/admin-requests.ts';
import { createBrowser } from '../support/browser.ts';
import {
  allow,
  allowAll,
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
async function callerFor(clientId: string, teams: string[] | 'all', redirectUri = CALLBACK) {
  const pkce = createPkce();
  const changes = { scope: 'read write', redirect_uri: redirectUri };
  const browser = createBrowser(service);
  await browser.open(authorizationUrl({ id: clientId }, pkce, changes));
  await signIn(browser);
  const visit = await (teams === 'all' ? allowAll(browser) : allow(browser, ...teams));
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

test('OA8: every single team is just these, and not those to come too; a refusal says what to do', async () => {
  const { directory } = service.administration;
  const teams = (await directory.listTeams()).map(({ id }) => id);
  const caller = await callerFor('casement-docs', teams);
  expect(await caller.ok('GET', '/api/v1/me')).toMatchObject({
    all_teams: false,
    permissions_everywhere: [],
  });
  const body = { name: 'X' };
  expect(
    await caller.refused('permission_required', 'POST', '/api/v1/organizations', { body }),
  ).toMatchObject({
    detail:
      'Adding an organization needs the permission DIRECTORY_MANAGE in every team. You have it, but your sign-in counts only in the teams that were chosen at it. Sign in again and choose all teams.',
  });
  const [{ organizationId = '' } = {}] = await directory.listTeams();
  const later = await directory.createTeam({ organizationId, name: 'Later' });
  await caller.refused('not_found', 'GET', `/api/v1/teams/${later.id}`);
});

test('OA8: the consent for all teams is called so by the grant, its tokens and its owner', async () => {
  const caller = await callerFor('casement-docs', 'all');
  expect(await caller.ok('GET', '/api/v1/me')).toMatchObject({ all_teams: true });
  const { items } = await caller.ok<{ items: { tokens: object[] }[] }>(
    ...(['GET', '/api/v1/connected-apps?client_id=casement-docs&user_id=me'] as const),
  );
  const tokens = items.flatMap((app) => app.tokens);
  expect(tokens).toContainEqual(expect.objectContaining({ all_teams: true, team_ids: [] }));
  expect(tokens).toContainEqual(
    expect.objectContaining({ all_teams: false, team_ids: [service.team.id] }),
  );
  const { items: events } = await caller.ok<{ items: { details: { teams: string } }[] }>(
    ...(['GET', '/api/v1/audit-events?type=grant.created&limit=1'] as const),
  );
  expect(events[0]?.details.teams).toBe('all teams, also those made later');
});

test('OA8: nobody else is offered all teams, nor by a client for one team or for some', async () => {
  const { directory } = service.administration;
  const settings = { confidential: false, teamSelection: 'multiple' as const };
  const open = await createApp(service, settings);
  const one = await createApp(service, { ...settings, teamSelection: 'single' });
  const some = await createApp(service, {
    ...settings,
    teamRestriction: { teamIds: [service.team.id] },
  });
  const consentFor = async (id: string) => {
    const browser = createBrowser(service);
    await browser.open(authorizationUrl({ id }, createPkce()));
    return { browser, page: (await signIn(browser)).body };
  };
  const offer = 'name="teams" value="all"';
  expect((await consentFor(open.id)).page).toContain(offer);
  for (const [id, words] of [
    [one.id, 'one team at a time'],
    [some.id, 'limited to these teams'],
  ] as const) {
    const { browser, page } = await consentFor(id);
    expect(page).not.toContain(offer);
    expect(page).toContain(words);
    const again = await allowAll(browser);
    expect([again.status, again.left]).toEqual([403, false]);
  }
  const membership = { teamId: service.team.id, user: service.ana.id };
  await directory.setMembership({ ...membership, roleId: 'admin' });
  const { browser, page } = await consentFor(open.id);
  expect(page).not.toContain(offer);
  expect(page).not.toContain('cannot be given all of them');
  expect((await allowAll(browser)).status).toBe(403);
  await directory.setMembership({ ...membership, roleId: 'super_admin' });
});

test('CM16: a client of the product’s own that got all teams administers those to come too', async () => {
  const caller = await callerFor('casement-docs', 'all');
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
  const caller = await callerFor(app.id, 'all', REDIRECT_URI);
  expect(await caller.ok('GET', '/api/v1/me')).toMatchObject({
    all_teams: true,
    permissions_everywhere: [],
  });
  const { detail } = await caller.refused('permission_required', 'POST', '/api/v1/organizations', {
    body: { name: 'X' },
  });
  // What its user may do beyond it is no business of its.
  expect(detail).toMatch(/Ask an administrator of everything for it\.$/);
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
