/** EM19: a fresh frame behind the old one, with pictures really taken. */
import type { Page } from '@playwright/test';
import { type Embedding, expect, settled, test } from '../support/fixtures.ts';
import { embedWall } from './wall-page.ts';

/** Lets time pass at once for page and servers. */
async function elapses(page: Page, { issuer }: Embedding, ms: number): Promise<void> {
  issuer.clockOffsetMs += ms;
  await page.clock.fastForward(ms);
}

/** The session that the last exchange was for; the first of a session names none. */
const sessionId = ({ issuer }: Embedding) => issuer.requestsTo('token').at(-1)?.fields.session_id;

/** Ends the session, and waits until the page knows it. */
async function endSession(page: Page, embedding: Embedding): Promise<string> {
  // Renewals are due after 40 s, and tokens good for 60.
  await elapses(page, embedding, 42_000);
  await page.waitForFunction(() => window.dashboard.status.renewals === 1);
  const ended = String(sessionId(embedding));
  embedding.issuer.revokeSession(ended);
  await elapses(page, embedding, 42_000);
  await page.waitForFunction(() => window.dashboard.state === 'paused');
  return ended;
}

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
  test.slow();
  embedding.issuer.renewIn = 1;
  await embedding.open(page);
  const clip = { x: 200, y: 150, width: 8, height: 8 };
  const picture = async () => (await page.screenshot({ clip })).toString('base64');
  const blank = await picture();
  await embedWall(page, embedding, { wall: { softRemountEvery: 3_000 } });
  await settled(page);
  await page.evaluate(() => Object.assign(window, { before: window.dashboard.iframe }));

  // The state and the page as a person sees them, all the while.
  await expect.poll(picture).not.toBe(blank);
  const green = await picture();
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
  while (!(await isSwapped())) pictures.push(await picture());
  for (let more = 0; more < 10 || pictures.length < 21; more += 1) pictures.push(await picture());
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
  embedding.issuer.expiresIn = 3_600;
  embedding.issuer.renewIn = 3_000;
  await page.clock.install();
  await embedding.open(page);
  await embedWall(page, embedding, { wall: { softRemountEvery: 60_000 } });
  expect(await settled(page)).toBe('ready');
  await page.evaluate(() => Object.assign(window, { before: window.dashboard.iframe }));
  await page.route(`${embedding.site.origin}/?*`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>Broken' }),
  );
  await elapses(page, embedding, 60_000);
  await page.waitForFunction(() => document.querySelectorAll('iframe').length === 2);
  await elapses(page, embedding, 30_000);
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
  await elapses(page, embedding, 60_000);
  await page.waitForFunction(() => window.telemetry.at(-1)?.softRemounts === 1);
});

test('EM19 a session that was ended stays so until the next planned remount, which begins another', async ({
  page,
  embedding,
}) => {
  const { issuer, portal } = embedding;
  await page.clock.install();
  await embedding.open(page);
  await embedWall(page, embedding, { wall: { softRemountEvery: 3_600_000 } });
  expect(await settled(page)).toBe('ready');
  const ended = await endSession(page, embedding);
  const asked = portal.requests.length;
  // Nothing brings it back in the meantime.
  await elapses(page, embedding, 1_800_000);
  await page.waitForTimeout(2_000);
  expect(portal.requests.length).toBe(asked);
  expect(await page.evaluate(() => window.dashboard.status.reason)).toEqual({
    code: 'session_revoked',
    message: expect.any(String),
  });

  await elapses(page, embedding, 1_800_000);
  await page.waitForFunction(() => window.telemetry.at(-1)?.softRemounts === 1);
  expect(await page.evaluate(() => window.dashboard.state)).toMatch(/active|renewing/);
  expect(await page.locator('iframe').count()).toBe(1);
  // Its first exchange names no session, its first renewal its own.
  await elapses(page, embedding, 42_000);
  await expect.poll(() => sessionId(embedding)).not.toBe(ended);
  await expect.poll(() => sessionId(embedding)).toBeTruthy();
  expect(
    issuer.requestsTo('token').filter(({ error }) => error === 'session_revoked'),
  ).toHaveLength(1);
});

test('EM19 while its client is paused, a wall whose session was ended stays as it is', async ({
  page,
  embedding,
}) => {
  const { issuer } = embedding;
  await page.clock.install();
  await embedding.open(page);
  await embedWall(page, embedding, { wall: { softRemountEvery: 600_000 } });
  expect(await settled(page)).toBe('ready');
  await endSession(page, embedding);
  await page.evaluate(() => Object.assign(window, { before: window.dashboard.iframe }));
  issuer.disableClient();
  await elapses(page, embedding, 600_000);
  await page.waitForFunction(() => document.querySelectorAll('iframe').length === 2);
  await elapses(page, embedding, 30_000);
  await page.waitForFunction(() => window.warnings.some((it) => it.code === 'soft_remount_failed'));
  expect(
    await page.evaluate(() => ({
      isSame: window.dashboard.iframe === Reflect.get(window, 'before'),
      code: window.dashboard.status.reason?.code,
    })),
  ).toEqual({ isSame: true, code: 'session_revoked' });
  issuer.enableClient();
  await elapses(page, embedding, 300_000);
  await page.waitForFunction(() => window.telemetry.at(-1)?.softRemounts === 1);
});
