/** EM19: wall mode in a real browser: frames that really crash and hang, pictures that are really taken. */
import type { Page } from '@playwright/test';
import type { CasementWarning, EmbedOptions, WallTelemetry } from '../src/host/index.ts';
import { type Embedding, expect, settled, test } from './support/fixtures.ts';

declare global {
  interface Window {
    warnings: CasementWarning[];
    telemetry: WallTelemetry[];
  }
}

/** Embeds in wall mode and keeps what it tells. */
async function embedWall(
  page: Page,
  embedding: Embedding,
  options: Omit<Partial<EmbedOptions>, 'container'> = {},
): Promise<void> {
  await page.evaluate(
    async ([src, given]: readonly [string, { wall?: object }]) => {
      const { embedDashboard } = (await import(
        '/host.js' as string
      )) as typeof import('../src/host/index.ts');
      window.states = [];
      window.errors = [];
      window.warnings = [];
      window.telemetry = [];
      window.events = [];
      window.readyCode = undefined;
      window.dashboard = embedDashboard({
        container: '#dashboard',
        src,
        title: 'Operations',
        challengeCodeUrl: '/challenge-code',
        ...given,
        wall: {
          telemetryEvery: 200,
          onTelemetry: (figures) => window.telemetry.push(figures),
          ...Object(given.wall),
        },
      });
      window.dashboard.on('statechange', ({ state }) => window.states.push(state));
      window.dashboard.on('warning', (warning) => window.warnings.push(warning));
      window.dashboard.on('error', ({ code }) => window.errors.push(code));
      window.dashboard.on('event', (event) => window.events.push(event));
      window.dashboard.ready.then(
        () => {
          window.readyCode = 'ready';
        },
        ({ code }) => {
          window.readyCode = code;
        },
      );
    },
    [embedding.src(), options as object] as const,
  );
}

const FAST = { heartbeatMs: 250, handshakeMs: 2_000 };
const codes = (page: Page) => page.evaluate(() => window.warnings.map(({ code }) => code));
const figures = (page: Page) => page.evaluate(() => window.telemetry.at(-1));

/**
 * Ends the renderer process of the dashboard's frame, as a crash would. The driver takes the whole page for
 * crashed from then on, so what follows is asked of the browser itself.
 */
async function crash(
  page: Page,
  origin: string,
): Promise<(expression: string) => Promise<unknown>> {
  const browser = await page.context().browser()?.newBrowserCDPSession();
  if (!browser) throw new Error('This browser speaks no CDP.');
  const answers = new Map<number, (result: unknown) => void>();
  browser.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message);
    answers.get(id)?.(result);
  });
  const { targetInfos } = await browser.send('Target.getTargets');
  let id = 0;
  const attach = async (type: string, site: string) => {
    const target = targetInfos.find((it) => it.type === type && it.url.startsWith(site));
    if (!target) throw new Error(`There is no ${type} of ${site} with a process of its own.`);
    const { targetId } = target;
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: false });
    return (method: string, params: object = {}) => {
      id += 1;
      const answered = new Promise((resolve) => answers.set(id, resolve));
      const message = JSON.stringify({ id, method, params });
      return browser
        .send('Target.sendMessageToTarget', { sessionId, message })
        .then(() => answered);
    };
  };
  const toPage = await attach('page', new URL(page.url()).origin);
  const toFrame = await attach('iframe', origin);
  // A crashed process does not answer.
  void toFrame('Page.crash');
  return async (expression) => {
    const params = { expression, returnByValue: true };
    const { result } = Object(await toPage('Runtime.evaluate', params));
    return Object(result).value;
  };
}

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
  const warned = await codes(page);
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

test('EM19 a soft remount never shows a blank: the old frame stays until the new one is live', async ({
  page,
  embedding,
}) => {
  // Each document paints itself, so that a picture shows whether there is one.
  await page.addInitScript(() => {
    if (window === top) return;
    const paint = () => document.documentElement.style.setProperty('background', 'rgb(0, 120, 60)');
    addEventListener('DOMContentLoaded', paint);
  });
  embedding.issuer.renewIn = 1;
  await embedding.open(page);
  await embedWall(page, embedding, { wall: { softRemountEvery: 3_000 } });
  await settled(page);
  await page.evaluate(() => Object.assign(window, { before: window.dashboard.iframe }));

  // The state and the page as a person sees them, all the while.
  const clip = { x: 200, y: 150, width: 8, height: 8 };
  const green = (await page.screenshot({ clip })).toString('base64');
  await page.evaluate(() => {
    const samples: { isLive: boolean; visible: number }[] = [];
    setInterval(() => {
      const { state } = window.dashboard;
      const frames = [...document.querySelectorAll('iframe')];
      const visible = frames.filter((it) => getComputedStyle(it).opacity === '1');
      samples.push({ isLive: /active|renewing/.test(state), visible: visible.length });
    }, 50);
    Object.assign(window, { samples });
  });
  const pictures: string[] = [];
  const isSwapped = () => page.evaluate(() => (window.telemetry.at(-1)?.softRemounts ?? 0) >= 2);
  while (!(await isSwapped())) pictures.push((await page.screenshot({ clip })).toString('base64'));
  for (let more = 0; more < 10; more += 1) {
    pictures.push((await page.screenshot({ clip })).toString('base64'));
  }
  expect(pictures.length).toBeGreaterThan(20);
  expect(pictures.filter((picture) => picture !== green)).toEqual([]);
  const samples = await page.evaluate(() => Reflect.get(window, 'samples'));
  expect(samples.length).toBeGreaterThan(40);
  const wrong = samples.filter((it: { isLive: boolean; visible: number }) => {
    return !it.isLive || it.visible < 1;
  });
  expect(wrong).toEqual([]);

  const left = await page.evaluate(() => ({
    isNew: window.dashboard.iframe !== Reflect.get(window, 'before'),
    style: window.dashboard.iframe?.style.cssText,
    styleBefore: Reflect.get(window, 'before').style.cssText,
    states: window.states.filter((state) => !/active|renewing|connecting|authent/.test(state)),
    warnings: window.warnings,
  }));
  expect(left.isNew).toBe(true);
  expect(left.style).toBe(left.styleBefore);
  expect(left.states).toEqual([]);
  expect(left.warnings.filter(({ code }) => code !== 'wake_lock_refused')).toEqual([]);
  // The new one is the dashboard's: it hears the context, and its events are heard.
  await page.evaluate(() => window.dashboard.setContext({ theme: 'dark' }));
  await expect
    .poll(async () => {
      const frames = page.frames().filter((it) => it.url().startsWith(embedding.site.origin));
      return Promise.all(frames.map((it) => it.evaluate(() => window.session?.context.theme)));
    })
    .toContain('dark');
});

test('EM19 a soft remount that does not become live is given up, and the old frame stays', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedWall(page, embedding, {
    timeouts: { readyMs: 1_500 },
    wall: { softRemountEvery: 2_000 },
  });
  expect(await settled(page)).toBe('ready');
  await page.evaluate(() => Object.assign(window, { before: window.dashboard.iframe }));
  await page.route(`${embedding.site.origin}/?*`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>Broken' }),
  );
  await page.waitForFunction(() => window.warnings.some((it) => it.code === 'soft_remount_failed'));
  const left = await page.evaluate(() => ({
    iframes: document.querySelectorAll('iframe').length,
    isSame: window.dashboard.iframe === Reflect.get(window, 'before'),
    state: window.dashboard.state,
    errors: window.errors,
  }));
  expect(left).toEqual({ iframes: 1, isSame: true, state: 'active', errors: [] });
  // It is tried again, and then it works.
  await page.unroute(`${embedding.site.origin}/?*`);
  await page.route(`${embedding.site.origin}/?*`, (route) => route.continue());
  await page.waitForFunction(() => window.telemetry.at(-1)?.softRemounts === 1);
});

test('EM19 the screen is kept awake, asked for again when visible, and a refusal is a warning', async ({
  page,
  embedding,
}) => {
  await page.addInitScript(() => {
    const locks: { released: boolean }[] = [];
    let isRefused = false;
    let visibility = 'visible';
    Object.defineProperty(document, 'visibilityState', { get: () => visibility });
    Object.defineProperty(navigator, 'wakeLock', {
      value: {
        async request(type: string) {
          if (type !== 'screen' || isRefused)
            throw new DOMException('No battery', 'NotAllowedError');
          const lock = Object.assign(new EventTarget(), {
            released: false,
            async release() {
              lock.released = true;
              lock.dispatchEvent(new Event('release'));
            },
          });
          locks.push(lock);
          return lock;
        },
      },
    });
    Object.assign(window, {
      locks,
      refuse(value: boolean) {
        isRefused = value;
      },
      // As a browser does: the lock goes with the page's visibility.
      show(value: string) {
        visibility = value;
        if (value === 'hidden') {
          for (const lock of locks) void Reflect.get(lock, 'release')();
        }
        document.dispatchEvent(new Event('visibilitychange'));
      },
    });
  });
  const held = () =>
    page.evaluate(() =>
      Reflect.get(window, 'locks').map(({ released }: { released: boolean }) => !released),
    );
  const show = (value: string) =>
    page.evaluate((visibility) => Reflect.get(window, 'show')(visibility), value);
  await embedding.open(page);
  await embedWall(page, embedding);
  await settled(page);
  await expect.poll(held).toEqual([true]);
  await page.waitForFunction(() => window.telemetry.at(-1)?.wakeLock === 'held');
  await show('hidden');
  await expect.poll(held).toEqual([false]);
  await page.waitForFunction(() => window.telemetry.at(-1)?.visible === false);
  await show('visible');
  await expect.poll(held).toEqual([false, true]);

  await show('hidden');
  await page.evaluate(() => Reflect.get(window, 'refuse')(true));
  await show('visible');
  await page.waitForFunction(() => window.warnings.some((it) => it.code === 'wake_lock_refused'));
  expect(await page.evaluate(() => window.errors)).toEqual([]);
  expect(await page.evaluate(() => window.dashboard.state)).toBe('active');
  await page.evaluate(() => Reflect.get(window, 'refuse')(false));
  await show('hidden');
  await show('visible');
  await expect.poll(held).toEqual([false, false, true]);
  await page.evaluate(() => window.dashboard.destroy());
  await expect.poll(held).toEqual([false, false, false]);
  await show('visible');
  await expect.poll(held).toEqual([false, false, false]);
});

test('EM19 telemetry tells how the wall is doing, and a callback that throws harms nothing', async ({
  page,
  embedding,
}) => {
  embedding.issuer.renewIn = 0.6;
  await embedding.open(page);
  await embedWall(page, embedding);
  await settled(page);
  await page.waitForFunction(() => (window.telemetry.at(-1)?.renewals ?? 0) >= 2);
  const told = await figures(page);
  expect(told).toMatchObject({
    visible: true,
    remounts: 0,
    softRemounts: 0,
    missedBeats: 0,
    memory: { of: 'heap' },
  });
  expect(told?.memory?.bytes).toBeGreaterThan(100_000);
  expect(told?.hostElements).toBeGreaterThan(5);
  expect(told?.uptime).toBeGreaterThan(1_000);
});

test('EM19 destroy leaves nothing of wall mode, whatever it was about to do', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedWall(page, embedding, { timeouts: FAST, wall: { softRemountEvery: 1_000 } });
  await settled(page);
  // While a new frame is being prepared.
  await page.waitForFunction(() => document.querySelectorAll('iframe').length === 2);
  const told = await page.evaluate(async () => {
    window.dashboard.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { length } = window.telemetry;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    return {
      iframes: document.querySelectorAll('iframe').length,
      telemetry: window.telemetry.length - length,
      state: window.dashboard.state,
      unhandled: window.unhandled,
    };
  });
  expect(told).toEqual({ iframes: 0, telemetry: 0, state: 'closed', unhandled: [] });
});
