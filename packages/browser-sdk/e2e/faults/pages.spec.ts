/** What may happen to the page, its frames and their documents. */
import type { EmbeddedDashboard } from '../../src/host/index.ts';
import { expect, test } from '../support/fault-scene.ts';

/** Its multiples, taken modulo one, lie evenly. */
const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

test('frame reload: connects and authenticates again, with the context of now', async ({
  page,
  scene,
}) => {
  await scene.begin({ context: { theme: 'dark' } });
  await page.evaluate(() => window.dashboard.setContext({ locale: 'fi' }));
  // The answer to what reloads the document may be lost with it.
  await scene
    .frame(page)
    .evaluate(() => location.reload())
    .catch(() => {});
  await page.waitForFunction(() => window.states.includes('connecting'));
  await scene.settle();
  await scene.reaches('active', undefined, 2_000);
  scene.loads = 2;
  const frame = scene.frame(page);
  await expect(frame.locator('#data')).not.toBeEmpty();
  expect(await frame.evaluate(() => window.session.context)).toEqual({
    theme: 'dark',
    locale: 'fi',
  });
  const reasons = scene.portal.requests.map(({ fields }) => fields.reason);
  expect(reasons).toEqual(['initial', 'initial']);
});

test('offline and online: live within 2 s of being online', async ({ page, scene, context }) => {
  await scene.begin();
  await context.setOffline(true);
  await scene.reaches('degraded', 'portal_unreachable');
  await scene.reaches('stale', 'portal_unreachable');
  await scene.pass(60_000, 2_000);
  const frame = scene.frame(page);
  await frame.evaluate(() => {
    const online = new Promise((resolve) => addEventListener('online', () => resolve(true)));
    Object.assign(window, { online });
  });
  await context.setOffline(false);
  await frame.evaluate(() => Reflect.get(window, 'online'));
  await scene.reaches('active', undefined, 2_000);
  expect(await page.evaluate(() => window.errors)).toContain('portal_unreachable');
});

test('host reload: each document loads its frame once', async ({ page, scene }) => {
  await scene.begin();
  await scene.begin();
  scene.loads = 2;
  await scene.pass(13_000);
  expect((await scene.status()).renewals).toBe(1);
  expect(scene.portal.requests.map(({ fields }) => fields.reason)).toEqual([
    'initial',
    'initial',
    'renewal',
  ]);
  expect(await page.locator('iframe').count()).toBe(1);
});

test('SPA unmounting and mounting: one iframe, nothing left of the others', async ({
  page,
  scene,
}) => {
  await scene.begin();
  for (let mount = 2; mount <= 5; mount += 1) {
    await page.evaluate(() => window.dashboard.destroy());
    await scene.mount();
    expect(await page.locator('iframe').count()).toBe(1);
  }
  await expect(scene.frame(page).locator('#data')).not.toBeEmpty();
  scene.loads = 5;
  await scene.pass(13_000);
  // Of five sessions one is left to renew.
  expect(scene.portal.requests.filter(({ fields }) => fields.reason === 'renewal')).toHaveLength(1);
});

test('two dashboards with the same URL: each its own connection, key and context', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  const users = await page.evaluate(async (src) => {
    const { embedDashboard } = (await import(
      '/host.js' as string
    )) as typeof import('../../src/host/index.ts');
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
  const minted = embedding.issuer.requestsTo('challengeCodes');
  expect(new Set(minted.map(({ fields }) => fields.key_thumbprint)).size).toBe(2);
  expect(embedding.site.loads).toBe(2);
  expect(await page.evaluate(() => window.unhandled)).toEqual([]);
});

test('20 frames on one page: loaded once each, renewed spread out', async ({ page, scene }) => {
  // 21 documents are a lot for a busy machine.
  test.slow();
  const { issuer, portal, site } = scene;
  issuer.expiresIn = 60;
  issuer.renewIn = undefined;
  // Even draws: a crowd in one second is then the frames' doing, not chance's.
  let drawn = 0;
  issuer.random = () => (drawn++ * GOLDEN_RATIO) % 1;
  await scene.begin();
  await page.evaluate(async (src) => {
    const { embedDashboard } = (await import(
      '/host.js' as string
    )) as typeof import('../../src/host/index.ts');
    const dashboards = Array.from({ length: 19 }, (_, index) =>
      embedDashboard({
        container: '#dashboard',
        src,
        title: `Dashboard ${index}`,
        challengeCodeUrl: '/challenge-code',
      }),
    );
    Object.assign(window, { dashboards });
  }, scene.src('/showing'));
  await scene.settle();
  await page.evaluate(() =>
    Promise.all(Reflect.get(window, 'dashboards').map(({ ready }: EmbeddedDashboard) => ready)),
  );
  scene.loads = 20;
  expect(site.loads).toBe(20);
  expect(issuer.requestsTo('token')).toHaveLength(20);
  const frames = page.frames().filter((frame) => frame.url().startsWith(site.origin));
  await Promise.all(
    frames.map((frame) =>
      frame.evaluate(() => {
        const renewedAt: number[] = [];
        Object.assign(window, { renewedAt });
        // When it asks, by its own clock: however late the machine is with the answers.
        window.session.on('statechange', ({ state }) => {
          if (state === 'renewing') renewedAt.push(Date.now());
        });
      }),
    ),
  );
  await scene.pass(50_000, 2_000);
  const renewals = await Promise.all(
    frames.map((frame) => frame.evaluate((): number[] => Reflect.get(window, 'renewedAt'))),
  );
  expect(renewals.every(({ length }) => length >= 1)).toBe(true);
  expect(issuer.requestsTo('token').length).toBeGreaterThanOrEqual(40);
  const times = renewals.flat();
  const within = (ms: number) =>
    Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
  // Less than two are due in any second of the 12 they are spread over, but they did not all begin at once.
  expect(within(1_000), times.join()).toBeLessThanOrEqual(8);
  expect(issuer.requestsTo('token').every(({ status }) => status === 200)).toBe(true);
  expect(portal.requests.every(({ status }) => status === 200)).toBe(true);
  await page.evaluate(() => {
    for (const dashboard of Reflect.get(window, 'dashboards')) dashboard.destroy();
  });
});
