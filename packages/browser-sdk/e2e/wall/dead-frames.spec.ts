/** EM19: frames that really crash and hang are mounted again, and a picture is kept while that is of no use. */
import { expect, settled, test } from '../support/fixtures.ts';
import { crash } from './crash.ts';
import { embedWall, FAST, figures } from './wall-page.ts';

test('EM19 a frame whose renderer crashes is mounted again, with context, height and listeners', async ({
  page,
  embedding,
}) => {
  // Each document tells its context, which only the host's listener can hear.
  await page.addInitScript(() => {
    if (window === top) return;
    const told = setInterval(() => {
      if (!window.session) return;
      window.session.emit('context', window.session.context);
      clearInterval(told);
    }, 50);
  });
  await embedding.open(page);
  await embedWall(page, embedding, {
    timeouts: FAST,
    context: { theme: 'dark', filters: { site: 'north' } },
    autoHeight: { min: 60, max: 900 },
  });
  expect(await settled(page)).toBe('ready');
  await page.evaluate(() => window.dashboard.setContext({ theme: 'light' }));
  await embedding.frame(page).evaluate(() => {
    document.body.style.margin = '0';
    const box = document.createElement('div');
    box.style.height = '333px';
    document.body.append(box);
  });
  await page.waitForFunction(() => window.dashboard.iframe?.style.height === '333px');
  await page.evaluate(() => {
    const heights: (string | undefined)[] = [];
    Object.assign(window, { heights, before: window.dashboard.iframe });
    setInterval(
      () => heights.push(document.querySelector<HTMLElement>('#dashboard > *')?.style.height),
      20,
    );
  });
  const ask = await crash(page, embedding.site.origin);
  await expect.poll(() => ask('telemetry.at(-1).remounts'), { timeout: 20_000 }).toBe(1);
  await expect.poll(() => ask('dashboard.state'), { timeout: 10_000 }).toBe('active');
  expect(await ask('dashboard.iframe !== before')).toBe(true);
  expect(await ask('document.querySelectorAll("iframe").length')).toBe(1);
  // Its room stayed, and it has the context as it was last.
  expect(await ask('[...new Set(heights)].join()')).toContain('333px');
  expect(await ask('heights.every((height) => Number.parseFloat(height) >= 60)')).toBe(true);
  await expect.poll(() => ask('JSON.stringify(events)')).toContain('"theme":"light"');
  expect(await ask('JSON.stringify(events)')).toContain('"north"');
  expect(await ask('states.join()')).toMatch(/active,connecting,.*active$/);
  expect(await ask('warnings.map(({ code }) => code).join()')).toContain('frame_remounted');
  expect(await ask('unhandled.join()')).toBe('');
  expect(embedding.site.loads).toBe(2);
});

test('EM19 a frame that hangs for good is mounted again after the missed beats', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedWall(page, embedding, { timeouts: FAST, wall: { missedBeats: 2 } });
  await settled(page);
  embedding
    .frame(page)
    .evaluate(() => {
      while (performance.now() > 0);
    })
    .catch(() => {});
  await page.waitForFunction(() => window.warnings.some((it) => it.code === 'frame_remounted'));
  await page.waitForFunction(() => window.dashboard.state === 'active');
  expect(embedding.site.loads).toBe(2);
  const warned = await page.evaluate(() => window.warnings.map(({ code }) => code));
  expect(warned).toContain('heartbeat_missed');
  expect((await figures(page))?.missedBeats).toBeGreaterThanOrEqual(2);
});

test('EM19 remounts of a frame that dies again and again back off', async ({ page, embedding }) => {
  await embedding.open(page);
  await embedWall(page, embedding, { timeouts: { ...FAST, handshakeMs: 400 } });
  await settled(page);
  // From here on every document is one that never speaks.
  await page.route(`${embedding.site.origin}/?*`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>Broken' }),
  );
  await embedding.frame(page).evaluate(() => location.reload());
  await page.waitForFunction(() => window.telemetry.some(({ remounts }) => remounts === 2));
  const [first = 0, second = 0] = await page.evaluate(() =>
    [1, 2].map((n) => window.telemetry.find(({ remounts }) => remounts === n)?.uptime ?? 0),
  );
  // The wait is 2.5 to 5 s, after a silence of 400 ms.
  expect(second - first).toBeGreaterThan(2_800);
  await page.unroute(`${embedding.site.origin}/?*`);
  await page.waitForFunction(() => window.dashboard.state === 'active', null, { timeout: 20_000 });
});

test('EM19 a dead frame keeps its last picture while its server is away', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedWall(page, embedding, { timeouts: FAST, wall: { missedBeats: 2 } });
  await settled(page);
  await page.evaluate(() => Object.assign(window, { before: window.dashboard.iframe }));
  await page.route(`${embedding.site.origin}/**`, (route) => route.abort());
  const hanging = embedding.frame(page).evaluate(() => {
    const end = performance.now() + 4_000;
    while (performance.now() < end);
  });
  await page.waitForFunction(() => window.errors.includes('frame_lost'));
  await hanging;
  // It was not thrown away for a page that could not load, and is back by itself.
  await page.waitForFunction(() => window.dashboard.state === 'active');
  const isSame = await page.evaluate(
    () => window.dashboard.iframe === Reflect.get(window, 'before'),
  );
  expect(isSame).toBe(true);
  expect((await figures(page))?.remounts).toBe(0);
});
