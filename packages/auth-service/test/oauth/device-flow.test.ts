import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { artifactKey } from '../../src/domain/oauth-artifact/oauth-artifact.ts';
import { createBrowser } from '../support/browser.ts';
import { CHEAP_HASH } from '../support/cheap-password.ts';
import { allow, giveAnaAPassword, signIn, userinfo } from '../support/code-flow.ts';
import {
  confirmCode,
  connectDevice,
  createDeviceClient,
  deviceCodes,
  poll,
} from '../support/device-requests.ts';
import { writeLocationFile } from '../support/location-file.ts';
import { oauthError, postForm } from '../support/oauth-requests.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
let clientId: string;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  const locationDatabase = join(folder.path, 'places.mmdb');
  writeLocationFile(locationDatabase, {
    '203.0.113.0/24': { city: 'Turku', country: 'Finland' },
  });
  service = await startTestService({
    locationDatabase,
    trustProxy: 'loopback',
    limits: { user_codes_per_address: false },
  });
  await giveAnaAPassword(service);
  clientId = await createDeviceClient(service, { refreshToken: true });
});
afterAll(async () => {
  await service.close();
  await folder.remove();
});

const tokens = async (answer: Response) => {
  const body = (await answer.json()) as Record<string, string>;
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return body;
};

test('OA4: a user types the code, signs in and allows it; the device gets its tokens', async () => {
  const codes = await deviceCodes(service, clientId, { scope: 'openid profile read' });
  expect((await oauthError(await poll(service, clientId, codes)))[1]).toBe('authorization_pending');
  const result = await connectDevice(service, codes);
  expect(result.status).toBe(200);
  expect(result.body).toMatch(/Meter reader.* is connected/);
  // Asked at once: who has something to get is not slowed down.
  const body = await tokens(await poll(service, clientId, codes));
  expect(body).toMatchObject({ token_type: 'Bearer', scope: 'openid profile read' });
  expect(body.refresh_token).toBeDefined();
  const answer = await userinfo(service, body.access_token ?? '');
  expect(await answer.json()).toMatchObject({
    sub: service.ana.id,
    name: 'Ana',
    teams: [{ id: service.team.id }],
  });
  const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' };
  await tokens(await postForm(service, '/oauth2/token', { ...refresh, client_id: clientId }));
});

test('52 a device code is good for one exchange, and a second one ends the tokens', async () => {
  const codes = await deviceCodes(service, clientId, { scope: 'openid' });
  await connectDevice(service, codes);
  const { access_token = '' } = await tokens(await poll(service, clientId, codes));
  expect((await userinfo(service, access_token)).status).toBe(200);
  expect(await oauthError(await poll(service, clientId, codes))).toEqual([400, 'invalid_grant']);
  expect((await userinfo(service, access_token)).status).toBe(401);
});

test('52 of twenty exchanges at once at most one gets tokens', async () => {
  const codes = await deviceCodes(service, clientId, { scope: 'openid' });
  await connectDevice(service, codes);
  const polls = Array.from({ length: 20 }, () => poll(service, clientId, codes));
  const statuses = (await Promise.all(polls)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 400)).toHaveLength(19);
});

test('53 a connected device’s code of another client: invalid_grant; it stays good for its own', async () => {
  const codes = await deviceCodes(service, clientId);
  await connectDevice(service, codes);
  const other = await createDeviceClient(service);
  expect(await oauthError(await poll(service, other, codes))).toEqual([400, 'invalid_grant']);
  await tokens(await poll(service, clientId, codes));
});

test('51 a user who cancels: access_denied, once', async () => {
  const codes = await deviceCodes(service, clientId);
  const browser = createBrowser(service);
  await browser.open('/device');
  await browser.submit({ user_code: codes.user_code });
  const result = await browser.submit({ abort: 'yes' });
  expect(result.body).toContain('was not connected');
  expect(await oauthError(await poll(service, clientId, codes))).toEqual([400, 'access_denied']);
  expect(await oauthError(await poll(service, clientId, codes))).toEqual([400, 'invalid_grant']);
});

test('51 a user who does not allow it after signing in: access_denied', async () => {
  const codes = await deviceCodes(service, clientId);
  const browser = createBrowser(service);
  await confirmCode(browser, codes);
  await signIn(browser);
  const result = await browser.submit({ decision: 'deny' });
  expect(result.body).toContain('was not connected');
  expect(await oauthError(await poll(service, clientId, codes))).toEqual([400, 'access_denied']);
});

test('50 a code that nobody typed in ten minutes: expired_token, and the page says so', async () => {
  const codes = await deviceCodes(service, clientId);
  service.advance(601_000);
  expect(await oauthError(await poll(service, clientId, codes))).toEqual([400, 'expired_token']);
  const browser = createBrowser(service);
  await browser.open('/device');
  const answer = await browser.submit({ user_code: codes.user_code });
  expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('has expired') });
});

test('56 the confirmation shows the code, the client, and where the device asked from', async () => {
  const answer = await postForm(
    service,
    '/oauth2/device_authorization',
    { client_id: clientId },
    { 'User-Agent': 'meter-reader/2.1 (linux)', 'X-Forwarded-For': '203.0.113.7' },
  );
  const codes = (await answer.json()) as { user_code: string };
  const browser = createBrowser(service);
  await browser.open('/device');
  const page = await browser.submit({
    user_code: ` ${codes.user_code.toLowerCase().replace('-', ' ')} `,
  });
  expect(page.status).toBe(200);
  for (const shown of [
    ...[codes.user_code, 'Meter reader', '203.0.113.7'],
    ...['Turku, Finland', 'meter-reader 2'],
  ]) {
    expect(page.body).toContain(shown);
  }
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('somebody else may sign in on the way, and the device acts for them', async () => {
  await service.storage.stores.passwords.put(service.oskar.id, CHEAP_HASH, Date.now());
  const codes = await deviceCodes(service, clientId, { scope: 'openid read' });
  const browser = createBrowser(service);
  await confirmCode(browser, codes);
  expect((await signIn(browser)).body).toContain('Signed in as <bdi>Ana</bdi>');
  await browser.submit({ decision: 'switch-account' });
  const consent = await signIn(browser, 'oskar@example.com');
  expect(consent.body).toContain('Signed in as <bdi>Oskar</bdi>');
  expect((await allow(browser, service.otherTeam.id)).body).toContain('is connected');
  const { access_token } = await tokens(await poll(service, clientId, codes));
  const info = await userinfo(service, access_token ?? '');
  expect(await info.json()).toMatchObject({ sub: service.oskar.id });
});

test('a link with the code in it leads to the same question, without a script', async () => {
  const codes = await deviceCodes(service, clientId);
  const browser = createBrowser(service);
  const page = await browser.open(codes.verification_uri_complete);
  expect(page.status).toBe(200);
  expect(page.body).toContain(`value="${codes.user_code}"`);
  expect(page.body).not.toContain('<script');
  expect((await browser.submit({ user_code: codes.user_code })).body).toContain('Yes, connect');
});

test.each([
  ['none', '', 422, 'Type the code first'],
  ['one that is none', 'BBBB-BBBB', 400, 'no such code'],
])('typing %s is said to whoever typed it', async (_what, user_code, status, words) => {
  const browser = createBrowser(service);
  await browser.open('/device');
  const page = await browser.submit({ user_code });
  expect(page).toMatchObject({ status, body: expect.stringContaining(words) });
});

test('a code is good for one device: typed a second time it is used', async () => {
  const codes = await deviceCodes(service, clientId);
  await connectDevice(service, codes);
  const browser = createBrowser(service);
  await browser.open('/device');
  const page = await browser.submit({ user_code: codes.user_code });
  expect(page).toMatchObject({ status: 400, body: expect.stringContaining('was used before') });
});

test('a code that was confirmed and no more can be typed again, in another browser too', async () => {
  const codes = await deviceCodes(service, clientId);
  await confirmCode(createBrowser(service), codes);
  const abandoned = createBrowser(service);
  expect((await confirmCode(abandoned, codes)).body).toContain('name="password"');
  expect((await confirmCode(abandoned, codes)).body).toContain('name="password"');
  expect((await connectDevice(service, codes)).body).toContain('is connected');
  await tokens(await poll(service, clientId, codes));
});

test('of several who are asked about one code at once, the first decides', async () => {
  await service.storage.stores.passwords.put(service.oskar.id, CHEAP_HASH, Date.now());
  const codes = await deviceCodes(service, clientId, { scope: 'openid read' });
  const [ana, oskar] = [createBrowser(service), createBrowser(service)];
  await confirmCode(ana, codes);
  await confirmCode(oskar, codes);
  await signIn(ana);
  await signIn(oskar, 'oskar@example.com');
  const pages = await Promise.all([
    allow(ana, service.team.id),
    allow(oskar, service.otherTeam.id),
  ]);
  expect(pages.filter(({ body }) => body.includes('is connected'))).toHaveLength(1);
  const late = pages.find(({ body }) => !body.includes('is connected'));
  expect(late).toMatchObject({ status: 400, body: expect.stringContaining('was used before') });
  const { access_token } = await tokens(await poll(service, clientId, codes));
  const { sub } = (await (await userinfo(service, access_token ?? '')).json()) as { sub: string };
  const [first] = pages;
  expect(sub).toBe(first.body.includes('is connected') ? service.ana.id : service.oskar.id);
});

test('55 a confirmation without the form’s own proof: 403, and nothing is connected', async () => {
  const codes = await deviceCodes(service, clientId);
  const browser = createBrowser(service);
  await browser.open('/device');
  await browser.submit({ user_code: codes.user_code });
  const body = new URLSearchParams({ user_code: codes.user_code, confirm: 'yes' });
  const attempts = [
    browser.open('/device', { method: 'POST', body }),
    browser.open('/device', {
      method: 'POST',
      body: new URLSearchParams([...body, ['xsrf', 'wrong']]),
    }),
    // A form of another site: without the cookie, with another origin.
    createBrowser(service).open('/device', { method: 'POST', body }),
    browser.open('/device', {
      method: 'POST',
      body,
      headers: { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
    }),
  ];
  for (const attempt of attempts) {
    expect(await attempt).toMatchObject({
      status: 403,
      body: expect.stringContaining('form is not valid any more'),
    });
  }
  expect((await oauthError(await poll(service, clientId, codes)))[1]).toBe('authorization_pending');
});

test('a paused client’s device gets nothing, and its page says that it is not known', async () => {
  const paused = await createDeviceClient(service);
  const codes = await deviceCodes(service, paused);
  const browser = createBrowser(service);
  await browser.open('/device');
  await service.administration.clients.pause(paused);
  expect((await browser.submit({ user_code: codes.user_code })).status).toBe(400);
  expect(await oauthError(await poll(service, paused, codes))).toEqual([401, 'invalid_client']);
});

test('54 guessing user codes: 429 after the thirtieth, whether it is confirmed at once or not', async () => {
  const limited = await startTestService({
    limits: { user_codes_per_address: 30 },
    limitWindow: 3_600,
  });
  try {
    const browser = createBrowser(limited);
    const page = await browser.open('/device');
    const statuses = new Set<number>();
    for (let guess = 0; guess < 30; guess++) {
      await browser.open('/device');
      const extra = guess % 2 === 0 ? {} : { confirm: 'yes' };
      statuses.add((await browser.submit({ user_code: 'BCDF-GHJK', ...extra })).status);
    }
    expect([...statuses]).toEqual([400]);
    await browser.open('/device');
    const refused = await browser.submit({ user_code: 'BCDF-GHJK' });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(refused.body).toContain('Too many attempts');
    expect(page.status).toBe(200);
  } finally {
    await limited.close();
  }
});

test('several devices of one browser: who is signed in is not asked again', async () => {
  const browser = createBrowser(service);
  await connectDevice(service, await deviceCodes(service, clientId, { scope: 'read' }), browser);
  const codes = await deviceCodes(service, await createDeviceClient(service), { scope: 'read' });
  const consent = await confirmCode(browser, codes);
  expect(consent.body).not.toContain('name="password"');
  expect((await allow(browser, service.team.id)).body).toContain('is connected');
});

test('an old address of the flow is answered by a page, in a browser that was never here too', async () => {
  const page = await createBrowser(service).open('/device/of-another-day');
  expect(page).toMatchObject({ status: 400, body: expect.stringContaining('has expired') });
});

test('86 what the database holds of a device code is none', async () => {
  const codes = await deviceCodes(service, clientId);
  await connectDevice(service, codes);
  const key = artifactKey(codes.device_code);
  for (const device_code of [key, `#${key}`]) {
    const answer = await poll(service, clientId, { device_code });
    expect(await oauthError(answer)).toEqual([400, 'invalid_grant']);
  }
});

test('a session in which nobody signed in is gone after an hour, with the form that it was for', async () => {
  const codes = await deviceCodes(service, clientId);
  const browser = createBrowser(service);
  await browser.open('/device');
  service.advance(3_601_000);
  expect((await browser.submit({ user_code: codes.user_code })).status).toBe(403);
});
