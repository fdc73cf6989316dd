/** Attackers who need a browser, against the real service, its real frame policy and its real verifier. */
import type { Page } from '@playwright/test';
import { test as base, expect, settled } from './support/fixtures.ts';
import { listen } from './support/listen.ts';
import { type RealSites, startRealSites } from './support/real-service.ts';

const test = base.extend<{ sites: RealSites; stranger: string }>({
  sites: async ({ page: _ }, use) => {
    const sites = await startRealSites();
    await use(sites);
    await sites.close();
  },
  stranger: async ({ page: _ }, use) => {
    const server = await listen((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end('<title>Stranger</title>');
    }, '127.0.0.1');
    await use(`http://localhost:${server.port}`);
    await server.close();
  },
});

const sessionsOf = ({ service }: RealSites) =>
  service.administration.sessions.list({ all: true, limit: 1_000 });

/** Until the browser has put its own error page where the dashboard would be. */
const blocked = (page: Page) =>
  expect
    .poll(() => page.frames().filter((frame) => frame.url().startsWith('chrome-error:')).length)
    .toBe(1);

test('EM8 a page whose origin was taken away: the browser shows nothing, the host learns why', async ({
  page,
  sites,
  embedding,
}) => {
  const elsewhere = 'https://elsewhere.example.com';
  await sites.service.administration.clients.setAllowedOrigins(sites.clientId, [elsewhere]);
  await page.goto(sites.portal);
  await embedding.embed(page, { src: sites.src, timeouts: { handshakeMs: 2_000 } });
  await blocked(page);
  expect(await settled(page)).toBe('frame_silent');
  const diagnosis = await page.evaluate(() => window.dashboard.diagnose());
  expect(JSON.stringify(diagnosis)).toContain('frame-ancestors');
  expect(await sessionsOf(sites)).toEqual([]);
});

test('EM8 a sandboxed page of origin "null" inside an allowed one cannot frame the dashboard', async ({
  page,
  sites,
}) => {
  await page.goto(sites.portal);
  await page.evaluate((src) => {
    const sandbox = document.createElement('iframe');
    sandbox.sandbox.add('allow-scripts');
    sandbox.srcdoc = `<iframe src="${src}"></iframe>`;
    document.body.append(sandbox);
  }, sites.src);
  await blocked(page);
  expect(sites.loads(), 'asked for, but not shown').toBe(1);
  expect(await sessionsOf(sites)).toEqual([]);
});

test('EM8 an allowed page inside a stranger’s cannot frame the dashboard there', async ({
  page,
  sites,
  stranger,
}) => {
  await page.goto(stranger);
  await page.evaluate((portal) => {
    const frame = document.createElement('iframe');
    frame.src = portal;
    document.body.append(frame);
    return new Promise((resolve) => frame.addEventListener('load', resolve));
  }, sites.portal);
  const portal = page.frames().find((frame) => frame.url().startsWith(sites.portal));
  expect(portal).toBeDefined();
  await portal?.evaluate((src) => {
    const frame = document.createElement('iframe');
    frame.src = src;
    document.body.append(frame);
  }, sites.src);
  await blocked(page);
  expect(await sessionsOf(sites)).toEqual([]);
});

test('a parent that navigates away takes the session with it: nothing renews, and the next page has no frame', async ({
  page,
  sites,
  embedding,
  stranger,
}) => {
  await page.goto(sites.portal);
  await embedding.embed(page, { src: sites.src });
  expect(await settled(page)).toBe('ready');
  // Renewals come every 0.6 to 0.9 s here.
  const renewals = async () => (await sessionsOf(sites)).map((session) => session.renewals);
  await expect.poll(async () => (await renewals())[0]).toBeGreaterThan(0);
  await page.goto(stranger);
  const atLeaving = await renewals();
  await page.waitForTimeout(3_000);
  // One that was under way may have arrived.
  expect((await renewals())[0]).toBeLessThanOrEqual((atLeaving[0] ?? 0) + 1);
  expect(await renewals()).toHaveLength(1);
  expect(page.frames()).toHaveLength(1);
  expect(await page.evaluate(() => window.frames.length)).toBe(0);
});
