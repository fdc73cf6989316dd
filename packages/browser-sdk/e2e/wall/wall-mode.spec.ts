/** EM19: wake lock, telemetry, and the end of both. */
import { expect, settled, test } from '../support/fixtures.ts';
import { embedWall, figures } from './wall-page.ts';

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
  await embedWall(page, embedding, {
    timeouts: { heartbeatMs: 250 },
    wall: { softRemountEvery: 1_000 },
  });
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
