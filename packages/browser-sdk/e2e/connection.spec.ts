import { expect, settled, test } from './support/fixtures.ts';

test('a frame that is loaded again connects and authenticates again', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { context: { theme: 'dark' } });
  await settled(page);
  await page.evaluate(() => window.dashboard.setContext({ locale: 'fi' }));
  await embedding.frame(page).evaluate(() => location.reload());
  await page.waitForFunction(() => window.states.includes('connecting'));
  await page.waitForFunction(() => window.dashboard.state === 'active');
  expect(embedding.site.loads).toBe(2);
  expect(embedding.portal.requests.map(({ fields }) => fields.reason)).toEqual([
    'initial',
    'initial',
  ]);
  const frame = embedding.frame(page);
  expect(await frame.evaluate(() => window.firstContext?.context)).toEqual({
    theme: 'dark',
    locale: 'fi',
  });
  expect(await page.evaluate(() => window.unhandled)).toEqual([]);
});

test('a frame that navigates away is noticed, one that stays away fails', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { timeouts: { handshakeMs: 1_000 } });
  await settled(page);
  const silent = embedding.src('/silent');
  await embedding.frame(page).evaluate((url) => location.assign(url), silent);
  await page.waitForFunction(() => window.dashboard.state === 'connecting');
  await page.waitForFunction(() => window.dashboard.state === 'failed');
  expect(await page.evaluate(() => window.dashboard.status.reason?.code)).toBe('frame_silent');
});

test('a frame that hangs is noticed by the heartbeat, and connects again when it is back', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { timeouts: { heartbeatMs: 250 } });
  await settled(page);
  const frame = embedding.frame(page);
  const hanging = frame.evaluate(() => {
    const end = performance.now() + 4_000;
    while (performance.now() < end);
  });
  await page.waitForFunction(() => window.errors.includes('frame_lost'));
  expect(await page.evaluate(() => window.dashboard.state)).toBe('connecting');
  await hanging;
  await page.waitForFunction(() => window.dashboard.state === 'active');
  expect(embedding.site.loads).toBe(1);
  expect(embedding.issuer.requestsTo('token')).toHaveLength(1);
});

test('two dashboards with the same address do not collide', async ({ page, embedding }) => {
  await embedding.open(page);
  const users = await page.evaluate(async (src) => {
    const { embedDashboard } = (await import(
      '/host.js' as string
    )) as typeof import('../src/host/index.ts');
    const themes = ['dark', 'light'];
    const dashboards = themes.map((theme) =>
      embedDashboard({
        container: '#dashboard',
        src,
        title: theme,
        challengeCodeUrl: '/challenge-code',
        context: { theme },
      }),
    );
    await Promise.all(dashboards.map(({ ready }) => ready));
    const heard: string[] = [];
    for (const [index, dashboard] of dashboards.entries()) {
      dashboard.on('event', ({ payload }) => heard.push(`${themes[index]}: ${payload}`));
    }
    Object.assign(window, { heard, dashboards });
    return dashboards.map(({ state }) => state);
  }, embedding.src());
  expect(users).toEqual(['active', 'active']);
  const frames = page.frames().filter((frame) => frame.url().startsWith(embedding.site.origin));
  expect(frames).toHaveLength(2);
  for (const frame of frames) {
    await frame.evaluate(() => window.session.emit('theme', window.session.context.theme));
  }
  await page.waitForFunction(() => Reflect.get(window, 'heard').length === 2);
  const heard = await page.evaluate(() => Reflect.get(window, 'heard').sort());
  expect(heard).toEqual(['dark: dark', 'light: light']);
  expect(new Set(embedding.portal.requests.map((r) => r.fields.key_thumbprint)).size).toBe(2);
});
