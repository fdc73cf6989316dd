import { expect, hear, settled, test } from './support/fixtures.ts';
import { stopPageClock } from './support/standing-clock.ts';

test('EM10 a session becomes active, renews itself and never reloads', async ({
  page,
  embedding,
}) => {
  const { issuer, portal, site } = embedding;
  issuer.renewIn = 0.6;
  await embedding.open(page);
  await embedding.embed(page);
  expect(await settled(page)).toBe('ready');
  const frame = embedding.frame(page);
  expect(await frame.evaluate(() => window.session.user.id)).toBe('ana@example.com');
  await page.waitForFunction(() => window.dashboard.status.renewals >= 5);
  const answer = await frame.evaluate(async () => {
    const response = await window.session.fetch('/api/data?since=1');
    return { status: response.status, body: await response.json() };
  });
  expect(answer).toEqual({ status: 200, body: { user: 'ana@example.com', body: '' } });
  expect(site.loads).toBe(1);
  const [first, ...later] = issuer.requestsTo('token');
  expect([first, ...later].every((exchange) => exchange?.status === 200)).toBe(true);
  expect(first?.fields).not.toHaveProperty('session_id');
  expect(new Set(later.map(({ fields }) => fields.session_id)).size).toBe(1);
  const reasons = portal.requests.map(({ fields }) => fields.reason);
  expect(reasons.slice(0, 3)).toEqual(['initial', 'renewal', 'renewal']);
  expect(new Set(portal.requests.map(({ fields }) => fields.key_thumbprint)).size).toBe(1);
  expect(await page.evaluate(() => window.states.slice(0, 4))).toEqual([
    'authenticating',
    'active',
    'renewing',
    'active',
  ]);
});

test('many refused requests share one renewal and are each repeated once', async ({
  page,
  embedding,
}) => {
  const { issuer, site } = embedding;
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  issuer.revokeTokens();
  const statuses = await embedding.frame(page).evaluate(() =>
    Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const body = `row ${index}`;
        const response = await window.session.fetch('/api/rows', { method: 'POST', body });
        return [response.status, (await response.json()).body === body];
      }),
    ),
  );
  expect(statuses).toEqual(Array.from({ length: 20 }, () => [200, true]));
  expect(issuer.requestsTo('token')).toHaveLength(2);
  expect(site.statuses.filter((status) => status === 401)).toHaveLength(20);
  expect(site.statuses.filter((status) => status === 200)).toHaveLength(20);
});

test('a Request with a body is repeated with its body', async ({ page, embedding }) => {
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  embedding.issuer.revokeTokens();
  const body = await embedding.frame(page).evaluate(async () => {
    const request = new Request('/api/rows', { method: 'PUT', body: 'contents' });
    return (await (await window.session.fetch(request)).json()).body;
  });
  expect(body).toBe('contents');
});

test('the token goes to the frame’s own origin only, unless told otherwise', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  const foreign = await page.evaluate(() => `${location.origin}/challenge-code`);
  const codes = await embedding.frame(page).evaluate(async (url) => {
    const refused = (promise: Promise<unknown>) => promise.then(String, (error) => error.code);
    return [
      await refused(window.session.fetch(url)),
      await refused(window.session.fetch('/api/data', { mode: 'no-cors' })),
    ];
  }, foreign);
  expect(codes).toEqual(['resource_origin_not_allowed', 'option_invalid']);
  expect(embedding.portal.requests).toHaveLength(1);
});

test('a request waits for a token up to its signal', async ({ page, embedding }) => {
  const { issuer } = embedding;
  issuer.expiresIn = 1.5;
  issuer.renewIn = 1;
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  issuer.inject('token', { status: 503, error: 'temporarily_unavailable' });
  const frame = embedding.frame(page);
  await frame.waitForFunction(() => window.session.state === 'stale');
  const [aborted, started] = await frame.evaluate(async () => {
    const signal = AbortSignal.timeout(300);
    const name = await window.session.fetch('/api/data', { signal }).then(String, (e) => e.name);
    Object.assign(window, { waiting: window.session.fetch('/api/data') });
    return [name, performance.now()];
  });
  expect(aborted).toBe('TimeoutError');
  expect(started).toBeGreaterThan(0);
  // Good for as long as the request takes.
  issuer.expiresIn = 60;
  issuer.heal();
  const status = await frame.evaluate(async () => {
    const response = (await Reflect.get(window, 'waiting')) as Response;
    return response.status;
  });
  expect(status).toBe(200);
  expect(embedding.site.loads).toBe(1);
});

test('EM16 goes through degraded and stale with the reason shown, and recovers by itself', async ({
  page,
  embedding,
}) => {
  const { issuer } = embedding;
  const elapses = async (ms: number): Promise<void> => {
    issuer.clockOffsetMs += ms;
    await page.clock.fastForward(ms);
  };
  await page.clock.install();
  await embedding.open(page);
  await embedding.embed(page);
  expect(await settled(page)).toBe('ready');
  await stopPageClock(page);
  issuer.inject('token', { status: 503, error: 'temporarily_unavailable' });
  // Renewals are due after 40 s, and tokens good for 60.
  await elapses(42_000);
  await page.waitForFunction(() => window.dashboard.state === 'degraded');
  await elapses(20_000);
  await page.waitForFunction(() => window.dashboard.state === 'stale');
  const [status, now] = await page.evaluate(() => [window.dashboard.status, Date.now()]);
  expect(status.reason?.code).toBe('temporarily_unavailable');
  expect(status.staleSince).toBeGreaterThan(now - 5_000);
  expect(status.staleSince).toBeLessThanOrEqual(now);
  // The next try comes after 30 s at most, and has all the time it needs while the clock stands.
  await page.waitForFunction(() => window.dashboard.status.reason?.retryInMs !== undefined);
  issuer.heal();
  await elapses(30_000);
  await page.waitForFunction(() => window.dashboard.state === 'active');
  expect(embedding.site.loads).toBe(1);
  expect(await page.evaluate(() => window.unhandled)).toEqual([]);
});

test('pauses while the client is paused, and tells the host at once', async ({
  page,
  embedding,
}) => {
  embedding.issuer.inject('token', { status: 403, error: 'client_disabled' });
  await embedding.open(page);
  await embedding.embed(page);
  expect(await settled(page)).toBe('client_disabled');
  expect(await page.evaluate(() => window.dashboard.state)).toBe('paused');
  const wait = await page.evaluate(() => window.dashboard.status.reason?.retryInMs);
  expect(wait).toBeGreaterThan(25_000);
  expect(wait).toBeLessThanOrEqual(60_000);
});

test('another user after a renewal fails the session, unless the dashboard listens for it', async ({
  page,
  embedding,
}) => {
  const { issuer, portal } = embedding;
  issuer.renewIn = 1;
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  const frame = embedding.frame(page);
  await frame.evaluate(() => {
    Object.assign(window, {
      changes: [],
      stop: window.session.on('userchange', ({ previous, current }) => {
        Reflect.get(window, 'changes').push([previous.name, current.name]);
      }),
    });
  });
  portal.user = { email: 'bo@example.com' };
  await frame.waitForFunction(() => window.session.user.name === 'bo');
  expect(await frame.evaluate(() => Reflect.get(window, 'changes'))).toEqual([['ana', 'bo']]);
  await frame.evaluate(() => Reflect.get(window, 'stop')());
  portal.user = { email: 'cy@example.com' };
  await page.waitForFunction(() => window.dashboard.state === 'failed');
  expect(await page.evaluate(() => window.dashboard.status.reason?.code)).toBe('user_changed');
  const outcome = await frame.evaluate(async () => {
    const code = await window.session.fetch('/api/data').then(String, (error) => error.code);
    return [window.session.user.name, code];
  });
  expect(outcome).toEqual(['bo', 'user_changed']);
});

test('changed parameters are told to the dashboard', async ({ page, embedding }) => {
  embedding.issuer.renewIn = 1;
  embedding.portal.parameters = { region: 'eu' };
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  const changed = await hear(embedding.frame(page), 'accesschange');
  embedding.portal.parameters = { region: 'us' };
  expect(await changed()).toMatchObject({ parameters: { region: 'us' } });
});
