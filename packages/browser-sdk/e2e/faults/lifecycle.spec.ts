/**
 * What the browser itself does to a page, in real time with tokens that live for seconds. Driven by
 * puppeteer: Playwright keeps every page visible and the back/forward cache off.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import puppeteer, { type Page } from 'puppeteer-core';
import { chromiumOptions } from '../../../../scripts/browser.mjs';
import { type Embedding, expect, test } from '../support/fixtures.ts';

/** A page with a live dashboard in a Chromium as people have it; what must hold afterwards is checked. */
async function withLivePage(
  { issuer, portal, site, src }: Embedding,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  issuer.expiresIn = 3;
  issuer.renewIn = 1.5;
  const browser = await puppeteer.launch({
    ...chromiumOptions(() => chromium.executablePath()),
    headless: true,
  });
  try {
    const page = await browser.newPage();
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(portal.origin);
    await page.evaluate(async (address) => {
      const { embedDashboard } = (await import(
        '/host.js' as string
      )) as typeof import('../../src/host/index.ts');
      window.states = [];
      window.dashboard = embedDashboard({
        container: '#dashboard',
        src: address,
        title: 'Operations',
        challengeCodeUrl: '/challenge-code',
      });
      window.dashboard.on('statechange', ({ state }) => window.states.push(state));
      for (const name of ['pageshow', 'freeze', 'resume']) {
        addEventListener(name, () => window.states.push(name), true);
      }
      await window.dashboard.ready;
    }, src('/showing'));
    await expect.poll(() => shown(page)).toContain('ana@example.com');
    await work(page);
    await expect
      .poll(() => page.evaluate(() => window.dashboard.state), { timeout: 2_000 })
      .toBe('active');
    expect(await shown(page)).toContain('active');
    expect(await shown(page)).toContain('ana@example.com');
    expect(site.loads).toBe(1);
    await page.evaluate(() => window.dashboard.destroy());
    const asked = portal.requests.length;
    await wait(2_000);
    expect(portal.requests).toHaveLength(asked);
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
}

/** What the viewer sees, by the frame's own word: after the cache puppeteer no longer finds frames. */
function shown(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const stop = window.dashboard.on('event', ({ payload }) => {
          stop();
          resolve(String(payload));
        });
        window.dashboard.emit('show');
      }),
  );
}

test('page frozen and resumed: live within 2 s', async ({ embedding }) => {
  const { portal } = embedding;
  await withLivePage(embedding, async (page) => {
    const devTools = await page.createCDPSession();
    await devTools.send('Page.setWebLifecycleState', { state: 'frozen' });
    const asked = portal.requests.length;
    await wait(4_000);
    expect(portal.requests, 'nothing runs while frozen').toHaveLength(asked);
    await devTools.send('Page.setWebLifecycleState', { state: 'active' });
    await expect.poll(() => portal.requests.length, { timeout: 2_000 }).toBeGreaterThan(asked);
    expect(await page.evaluate(() => window.states)).toEqual(
      expect.arrayContaining(['freeze', 'resume']),
    );
  });
});

test('bfcache: live within 2 s of coming back, without a load', async ({ embedding }) => {
  const { portal } = embedding;
  await withLivePage(embedding, async (page) => {
    await page.goto(`${portal.origin}/elsewhere`);
    const asked = portal.requests.length;
    await wait(4_000);
    expect(portal.requests, 'nothing runs in the cache').toHaveLength(asked);
    await page.evaluate(() => history.back());
    // The same document, with what it remembers; asked again where that was on its way out.
    const states = () => page.evaluate(() => window.states).catch(() => []);
    await expect.poll(states, { timeout: 2_000 }).toContain('pageshow');
    await expect.poll(() => portal.requests.length, { timeout: 2_000 }).toBeGreaterThan(asked);
  });
});
