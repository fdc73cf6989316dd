/** EM19: frames that really crash and hang are mounted again, and a picture is kept while that is of no use. */
import { expect, settled, test } from '../support/fixtures.ts';
import { hangUntil } from '../support/hanging.ts';
import { crash } from './crash.ts';
import { embedWall, figures } from './wall-page.ts';

/** So that silence is noticed soon, but not that of a machine that is busy with something else for seconds. */
const NOTICED = { heartbeatMs: 2_500 };

test('EM19 a frame whose renderer crashes is mounted again, with context, height and listeners', async ({
  page,
  embedding,
}) => {
  test.slow();
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
    timeouts: NOTICED,
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
  await expect.poll(() => ask('telemetry.at(-1).remounts'), { timeout: 60_000 }).toBe(1);
  await expect.poll(() => ask('dashboard.state'), { timeout: 60_000 }).toBe('active');
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
  await embedWall(page, embedding, { timeouts: NOTICED, wall: { missedBeats: 2 } });
  expect(await settled(page)).toBe('ready');
  embedding
    .frame(page)
    .evaluate(() => {
      while (performance.now() > 0);
    })
    .catch(() => {});
  await page.waitForFunction(() => window.warnings.some((it) => it.code === 'frame_remounted'));
  await page.waitForFunction(() => window.dashboard.state === 'active');
  const { remounts = 0 } = (await figures(page)) ?? {};
  // As a rule 2; a browser that is slow to end the old process takes the first new document with it.
  expect(embedding.site.loads).toBeGreaterThanOrEqual(2);
  expect(embedding.site.loads).toBeLessThanOrEqual(1 + remounts);
  const warned = await page.evaluate(() => window.warnings.map(({ code }) => code));
  expect(warned).toContain('heartbeat_missed');
  expect((await figures(page))?.missedBeats).toBeGreaterThanOrEqual(2);
});

test('EM19 remounts of a frame that dies again and again back off', async ({ page, embedding }) => {
  await page.clock.install();
  await embedding.open(page);
  await embedWall(page, embedding);
  expect(await settled(page)).toBe('ready');
  await page.evaluate(() => {
    const remountedAt: number[] = [];
    Object.assign(window, { remountedAt });
    window.dashboard.on('warning', ({ code }) => {
      if (code === 'frame_remounted') remountedAt.push(performance.now());
    });
  });
  // From here on every document is one that never speaks.
  await page.route(`${embedding.site.origin}/?*`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>Broken' }),
  );
  await page.evaluate((src) => {
    if (window.dashboard.iframe) window.dashboard.iframe.src = src;
  }, embedding.src());
  await page.waitForFunction(() => window.dashboard.state === 'connecting');
  const remountedAt = () => page.evaluate((): number[] => Reflect.get(window, 'remountedAt'));
  await expect(async () => {
    await page.clock.runFor(500);
    expect((await remountedAt()).length).toBeGreaterThanOrEqual(2);
  }).toPass({ intervals: [20] });
  const [first = 0, second = 0] = await remountedAt();
  // The wait is 2.5 to 5 s, after a silence of 15 s.
  expect(second - first).toBeGreaterThanOrEqual(17_500);
  await page.unroute(`${embedding.site.origin}/?*`);
  await expect(async () => {
    await page.clock.runFor(500);
    expect(await page.evaluate(() => window.dashboard.state)).toBe('active');
  }).toPass({ intervals: [200] });
});

test('EM19 a dead frame keeps its last picture while its server is away', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedWall(page, embedding, { timeouts: NOTICED, wall: { missedBeats: 2 } });
  expect(await settled(page)).toBe('ready');
  await page.evaluate(() => Object.assign(window, { before: window.dashboard.iframe }));
  await page.route(`${embedding.site.origin}/**`, (route) => route.abort());
  await hangUntil(page, embedding, () => window.errors.includes('frame_lost'));
  // It was not thrown away for a page that could not load, and is back by itself.
  await page.waitForFunction(() => window.dashboard.state === 'active');
  const isSame = await page.evaluate(
    () => window.dashboard.iframe === Reflect.get(window, 'before'),
  );
  expect(isSame).toBe(true);
  expect((await figures(page))?.remounts).toBe(0);
});
