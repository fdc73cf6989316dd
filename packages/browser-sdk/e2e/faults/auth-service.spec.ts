/** What the auth service may do to a session that is live. */
import { PAUSE_MAX_MS } from '../../src/renewal/backoff.ts';
import { expect, test } from '../support/fault-scene.ts';

test('endpoint down for 5 minutes: degraded, stale, live again', async ({ page, scene }) => {
  test.slow();
  const { issuer, portal } = scene;
  await scene.begin();
  const { remove } = issuer.inject('token', 'drop');
  await scene.reaches('degraded', 'issuer_unreachable');
  await scene.reaches('stale', 'issuer_unreachable');
  await scene.pass(300_000, 5_000);
  const { staleSince } = await scene.status();
  expect(await page.evaluate(() => Date.now())).toBeGreaterThan(Number(staleSince) + 299_000);
  // Jittered between 1 s and 30 s: not once a second, and not given up either.
  expect(portal.requests.length).toBeGreaterThan(10);
  expect(portal.requests.length).toBeLessThan(50);
  remove();
  await scene.recovers();
});

test('auth service restarting: degraded, never stale, the same session goes on', async ({
  page,
  scene,
}) => {
  const { issuer } = scene;
  await scene.begin();
  issuer.expiresIn = 60;
  await scene.pass(13_000);
  await issuer.down();
  // Its portal says so while it cannot mint.
  await scene.reaches('degraded', 'temporarily_unavailable');
  await scene.pass(3_000);
  await issuer.up();
  await scene.recovers();
  expect(await page.evaluate(() => window.states)).not.toContain('stale');
  const sessions = issuer.requestsTo('token').map(({ fields }) => fields.session_id);
  expect(new Set(sessions.slice(1)).size).toBe(1);
});

test('slow answers arriving after a newer one: the newer one holds', async ({ page, scene }) => {
  const { issuer, site } = scene;
  issuer.expiresIn = 60;
  await scene.begin();
  issuer.permissions = ['old'];
  const late = issuer.inject('token', 'hold', { times: 1 });
  await scene.reaches('degraded', 'issuer_timeout');
  issuer.permissions = ['new'];
  await scene.recovers();
  late.remove();
  await scene.pass(3_000);
  const frame = scene.frame(page);
  expect(await frame.evaluate(() => window.session.permissions)).toEqual(['new']);
  expect(await frame.evaluate(() => window.session.renewals)).toBe(1);
  expect(site.statuses).toEqual([200, 200]);
});

test('exchange answer lost: the next try takes a new code', async ({ page, scene }) => {
  const { issuer } = scene;
  await scene.begin();
  issuer.inject('token', 'lose-answer', { times: 1 });
  await scene.pass(12_000);
  await scene.recovers();
  expect((await scene.status()).renewals).toBe(1);
  expect(await page.evaluate(() => window.states)).toContain('degraded');
  expect(issuer.requestsTo('challengeCodes')).toHaveLength(3);
  // Chromium itself may have repeated the request whose connection ended; its code was used by then.
  const codes = issuer.requestsTo('token').map(({ error }) => error ?? 'granted');
  expect(codes.filter((code) => !/^invalid_/.test(code))).toEqual(Array(3).fill('granted'));
});

test('code expired on the way: the next try takes a new code', async ({ scene }) => {
  const { issuer } = scene;
  await scene.begin();
  issuer.codeExpiresIn = 0;
  await scene.reaches('degraded', 'invalid_grant');
  issuer.codeExpiresIn = 60;
  await scene.recovers();
});

for (const lifetime of [60, 600]) {
  test(`lifetime ${lifetime} s: renewed in time for three lifetimes`, async ({ page, scene }) => {
    const { issuer, site } = scene;
    issuer.expiresIn = lifetime;
    // As the service draws it, between 60 % and 80 %.
    issuer.renewIn = undefined;
    await scene.begin();
    await scene.pass(3_000 * lifetime, 50 * lifetime);
    const { renewals } = await scene.status();
    expect(renewals).toBeGreaterThanOrEqual(3);
    expect(renewals).toBeLessThanOrEqual(5);
    expect(new Set(site.statuses)).toEqual(new Set([200]));
    const states = await page.evaluate(() => window.states);
    expect(new Set(states)).toEqual(new Set(['authenticating', 'active', 'renewing']));
  });
}

test('permission change: told with the next renewal', async ({ page, scene }) => {
  const { issuer } = scene;
  await scene.begin();
  const frame = scene.frame(page);
  await frame.evaluate(() => {
    Object.assign(window, { changes: [] });
    window.session.on('accesschange', ({ permissions }) => {
      Reflect.get(window, 'changes').push(permissions);
    });
  });
  issuer.permissions = ['read:dashboards', 'write:dashboards'];
  await scene.pass(14_000);
  expect(await frame.evaluate(() => Reflect.get(window, 'changes'))).toEqual([issuer.permissions]);
  expect((await scene.status()).renewals).toBe(1);
});

test('client paused and resumed after an hour: paused with the reason, live again', async ({
  scene,
}) => {
  // An hour in steps of half a minute, each a round through all documents.
  test.slow();
  const { issuer, portal } = scene;
  await scene.begin();
  issuer.disableClient();
  await scene.reaches('paused', 'client_disabled');
  const asked = portal.requests.length;
  await scene.pass(3_600_000, 30_000);
  // Every 30 to 60 s.
  const tries = portal.requests.length - asked;
  expect(tries).toBeGreaterThanOrEqual(50);
  expect(tries).toBeLessThanOrEqual(121);
  issuer.enableClient();
  await scene.recovers(PAUSE_MAX_MS);
});

test('session revoked: paused for an hour with the reason and no request, and only a fresh load starts another', async ({
  page,
  scene,
}) => {
  test.slow();
  const { issuer, portal } = scene;
  await scene.begin();
  await scene.pass(15_000);
  issuer.revokeSession(String(issuer.requestsTo('token').at(-1)?.fields.session_id));
  await scene.reaches('paused', 'session_revoked');
  const { reason, renewsAt } = await scene.status();
  expect(reason).not.toHaveProperty('retryInMs');
  expect(renewsAt).toBeNull();
  const asked = [portal.requests.length, issuer.requests.length];
  await scene.pass(1_800_000, 30_000);
  await page.evaluate(() => {
    window.dashboard.retry();
    dispatchEvent(new Event('online'));
  });
  // No wait for a token that cannot come.
  const refused = await scene.frame(page).evaluate(() =>
    window.session.fetch('/api/data').then(
      () => 'answered',
      ({ code }) => code,
    ),
  );
  expect(refused).toBe('session_revoked');
  await scene.pass(1_800_000, 30_000);
  expect(await scene.status()).toMatchObject({ state: 'paused', reason, renewsAt });
  expect([portal.requests.length, issuer.requests.length]).toEqual(asked);
  await scene.begin();
  scene.loads = 2;
  expect((await scene.status()).state).toBe('active');
});
