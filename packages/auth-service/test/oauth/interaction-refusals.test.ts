import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, createBrowser, type Visit } from '../support/browser.ts';
import { CHEAP_HASH, PASSWORD } from '../support/cheap-password.ts';
import {
  allow,
  authorizationUrl,
  createApp,
  createPkce,
  REDIRECT_URI,
  signIn,
  startServiceWithApp,
} from '../support/code-flow.ts';
import type { Credentials } from '../support/oauth-requests.ts';
import { ISSUER, type TestService } from '../support/test-service.ts';

let service: TestService;
let app: Credentials;
const pkce = createPkce();
beforeAll(async () => {
  ({ service, app } = await startServiceWithApp());
});
afterAll(() => service.close());

async function atSignIn(client = app): Promise<{ browser: Browser; visit: Visit }> {
  const browser = createBrowser(service);
  const visit = await browser.open(authorizationUrl(client, pkce));
  expect(visit.body).toContain('name="password"');
  return { browser, visit };
}

async function atConsent(client = app): Promise<{ browser: Browser; visit: Visit }> {
  const { browser } = await atSignIn(client);
  const visit = await signIn(browser);
  expect(visit.body).toContain('name="decision"');
  return { browser, visit };
}

test('19 the interaction of another browser cannot be seen or answered', async () => {
  const { visit } = await atConsent();
  const stranger = createBrowser(service);
  const seen = await stranger.open(visit.url);
  expect([seen.status, seen.left]).toEqual([400, false]);
  expect(seen.body).toContain('expired');
  expect(seen.body).not.toContain('Operations');
  // With an interaction of their own, whose cookie is of another path.
  const { browser, visit: own } = await atSignIn();
  const uid = own.url.pathname.split('/').at(-1) ?? '';
  const body = new URLSearchParams({ decision: 'allow', team: service.team.id });
  const answered = await browser.open(visit.url, {
    method: 'POST',
    body,
    headers: { Cookie: `__Secure-casement_interaction=${uid}` },
  });
  expect(answered.status).toBe(400);
});

test('19 nor under the name of another one of the same browser', async () => {
  const { browser, visit } = await atSignIn();
  const other = await createBrowser(service).open(authorizationUrl(app, pkce));
  const cookie = browser.setCookies
    .filter((header) => header.includes('casement_interaction'))
    .map((header) => header.split(';', 1)[0])
    .join('; ');
  const seen = await fetch(service.url + other.url.pathname, { headers: { Cookie: cookie } });
  expect(seen.status).toBe(400);
  expect((await browser.open(visit.url)).status).toBe(200);
});

test('who comes back from nowhere gets a page, whatever the address says', async () => {
  for (const query of ['', `?client_id=${app.id}`, `?client_id=${app.id}&redirect_uri=`]) {
    const page = await createBrowser(service).open(`/oauth2/authorize/nowhere${query}`);
    expect([page.status, page.left], query).toEqual([400, false]);
    expect(page.body).toContain('expired');
  }
});

test('20 an answer without the form’s token, or from another site, is 403', async () => {
  const { browser, visit } = await atConsent();
  const fields = { decision: 'allow', team: service.team.id };
  for (const wrong of [
    { body: new URLSearchParams(fields) },
    { body: new URLSearchParams({ ...fields, csrf: 'x'.repeat(43) }) },
  ]) {
    const refused = await browser.open(visit.url, { method: 'POST', ...wrong });
    expect([refused.status, refused.left]).toEqual([403, false]);
  }
  for (const headers of [
    { 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
  ]) {
    await browser.open(visit.url);
    expect((await browser.submit(fields, { headers })).status).toBe(403);
  }
  // Nothing of it ended the interaction.
  await browser.open(visit.url);
  expect((await allow(browser, service.team.id)).left).toBe(true);
});

test('an address that was withdrawn meanwhile gets no answer, neither a code nor a refusal', async () => {
  const old = 'https://old.example.com/callback';
  for (const decision of ['allow', 'deny']) {
    const client = await createApp(service, { redirectUris: [REDIRECT_URI, old] });
    const browser = createBrowser(service);
    await browser.open(authorizationUrl(client, pkce, { redirect_uri: old }));
    await signIn(browser);
    await service.administration.clients.update(client.id, { redirectUris: [REDIRECT_URI] });
    const refused = await browser.submit({ decision, team: service.team.id });
    expect([refused.status, refused.left]).toEqual([400, false]);
    expect(refused.body).toContain('not registered');
  }
});

test('21 a team that is not mine is 403, and nothing is granted', async () => {
  const { browser } = await atConsent();
  for (const team of [service.otherTeam.id, 'team_nobody', '']) {
    const refused = await allow(browser, team);
    expect([refused.status, refused.left]).toEqual([403, false]);
    expect(refused.body).toContain('cannot be chosen');
  }
  const mixed = await allow(browser, service.team.id, service.otherTeam.id);
  expect(mixed.status).toBe(403);
  const events = await service.storage.stores.audit.list({ type: 'grant.created' });
  expect(events.filter(({ details }) => `${details.teams}` !== service.team.id)).toEqual([]);
});

test('21 a team outside the client’s restriction is not offered and not taken', async () => {
  const restricted = await createApp(service, {
    name: 'Finance only',
    teamRestriction: { teamIds: [service.otherTeam.id] },
  });
  const { browser, visit } = await atConsent(restricted);
  expect(visit.body).toContain('You are in no team');
  const refused = await allow(browser, service.team.id);
  expect([refused.status, refused.left]).toEqual([403, false]);
});

test('OA8 one team or several, as the client says', async () => {
  const { directory } = service.administration;
  const both = await directory.createUser({ email: 'both@example.com', name: 'Both' });
  await service.storage.stores.passwords.put(both.id, CHEAP_HASH, Date.now());
  for (const { id: teamId } of [service.team, service.otherTeam]) {
    await directory.setMembership({ teamId, user: both.id, roleId: 'viewer' });
  }
  const multiple = await createApp(service, { teamSelection: 'multiple' });
  for (const [client, status] of [
    [app, 422],
    [multiple, 303],
  ] as const) {
    const browser = createBrowser(service);
    await browser.open(authorizationUrl(client, pkce));
    await signIn(browser, 'both@example.com');
    expect((await allow(browser)).status).toBe(422);
    const answered = await allow(browser, service.team.id, service.otherTeam.id);
    expect(answered.status).toBe(status);
  }
});

test('22 cookies are out of reach of scripts, other sites and plain connections', async () => {
  const { browser } = await atConsent();
  expect(browser.setCookies.length).toBeGreaterThan(3);
  for (const header of browser.setCookies) {
    expect(header).toMatch(/^__(Host|Secure)-/);
    expect(header).toMatch(/; httponly/i);
    expect(header).toMatch(/; secure/i);
    expect(header).toMatch(/; samesite=lax/i);
  }
});

test('76 nothing is decided by GET, and other methods are 405', async () => {
  const { browser, visit } = await atConsent();
  const address = new URL(visit.url);
  address.search = String(new URLSearchParams({ decision: 'allow', team: service.team.id }));
  const looked = await browser.open(address);
  expect([looked.status, looked.left]).toEqual([200, false]);
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    const refused = await browser.open(visit.url, { method });
    expect([refused.status, refused.headers.get('allow')]).toEqual([
      405,
      expect.stringContaining('GET, HEAD, POST'),
    ]);
  }
});

test('78 after it the browser goes where the request said, whatever the address says', async () => {
  const fields = { email: 'ana@example.com', password: PASSWORD };
  for (const name of ['next', 'returnTo', 'redirect_uri']) {
    const { browser, visit } = await atSignIn();
    const address = new URL(visit.url);
    address.searchParams.set(name, '//evil.example/');
    await browser.open(address);
    const consent = await browser.submit({ ...fields, [name]: '//evil.example/' });
    expect([consent.url.origin, consent.status]).toEqual([ISSUER, 200]);
  }
});

test('saying no goes back to the client with access_denied, at either page', async () => {
  for (const { browser } of [await atSignIn(), await atConsent()]) {
    const answer = await browser.submit({ decision: 'deny' });
    expect(answer.left).toBe(true);
    expect(Object.fromEntries(answer.url.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'some-state',
      iss: ISSUER,
    });
  }
});

test('an interaction is over once it was answered', async () => {
  const { browser, visit } = await atConsent();
  await allow(browser, service.team.id);
  expect((await browser.open(visit.url)).status).toBe(400);
});

test('who is deactivated while signed in is asked to sign in, and cannot', async () => {
  const { browser } = await atConsent();
  await service.administration.directory.setUserStatus(service.ana.id, 'inactive');
  try {
    const asked = await browser.open(authorizationUrl(app, pkce));
    expect(asked.body).toContain('name="password"');
    expect((await signIn(browser)).status).toBe(403);
    const none = await browser.open(authorizationUrl(app, pkce, { prompt: 'none' }));
    expect(none.url.searchParams.get('error')).toBe('login_required');
  } finally {
    await service.administration.directory.setUserStatus(service.ana.id, 'active');
  }
});

test('somebody else may sign in where somebody is signed in', async () => {
  await service.storage.stores.passwords.put(service.oskar.id, CHEAP_HASH, Date.now());
  const asOskar = async (browser: Browser) => {
    const before = browser.cookie('__Host-casement_session');
    const visit = await signIn(browser, 'oskar@example.com');
    expect(visit.body).toContain('oskar@example.com');
    expect(visit.body).not.toContain('Operations');
    expect(browser.cookie('__Host-casement_session')).not.toBe(before);
    expect((await allow(browser, service.otherTeam.id)).url.searchParams.get('code')).toBeTruthy();
    const events = await service.storage.stores.audit.list({ type: 'grant.created', limit: 1 });
    expect(events).toMatchObject([{ userId: service.oskar.id }]);
  };
  const { browser } = await atConsent();
  await browser.open(authorizationUrl(app, pkce, { prompt: 'login' }));
  await asOskar(browser);
  // Or by the button of the consent page.
  const { browser: other } = await atConsent();
  const page = await other.submit({ decision: 'switch-account' });
  expect(page.body).toContain('name="password"');
  await asOskar(other);
});

test('OA8 who lost the team that was chosen is asked again, and is not let through unasked', async () => {
  const { directory } = service.administration;
  const moving = await directory.createUser({ email: 'moving@example.com', name: 'Moving' });
  await service.storage.stores.passwords.put(moving.id, CHEAP_HASH, Date.now());
  await directory.setMembership({ teamId: service.team.id, user: moving.id, roleId: 'viewer' });
  const browser = createBrowser(service);
  await browser.open(authorizationUrl(app, pkce));
  await signIn(browser, 'moving@example.com');
  await allow(browser, service.team.id);
  expect((await browser.open(authorizationUrl(app, pkce))).left).toBe(true);
  await directory.removeMembership({ teamId: service.team.id, user: moving.id });
  await directory.setMembership({
    teamId: service.otherTeam.id,
    user: moving.id,
    roleId: 'viewer',
  });
  const silent = await browser.open(authorizationUrl(app, pkce, { prompt: 'none' }));
  expect(silent.url.searchParams.get('error')).toBe('consent_required');
  const asked = await browser.open(authorizationUrl(app, pkce));
  expect(asked.body).toContain('Finance');
  expect(asked.body).not.toContain('Operations');
  expect((await allow(browser, service.otherTeam.id)).url.searchParams.has('code')).toBe(true);
});

test('OA8 whose role counts everywhere chooses from all teams', async () => {
  const { directory } = service.administration;
  const root = await directory.createUser({ email: 'root@example.com', name: 'Root' });
  await service.storage.stores.passwords.put(root.id, CHEAP_HASH, Date.now());
  await directory.setMembership({ teamId: service.team.id, user: root.id, roleId: 'super_admin' });
  const browser = createBrowser(service);
  await browser.open(authorizationUrl(app, pkce));
  const asked = await signIn(browser, 'root@example.com');
  for (const name of ['Operations', 'Finance']) expect(asked.body).toContain(name);
  expect((await allow(browser, service.otherTeam.id)).url.searchParams.has('code')).toBe(true);
});
