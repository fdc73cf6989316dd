/**
 * What the browser itself does to a page, in real time with tokens that live for seconds. Driven by
 * puppeteer: Playwright keeps every page visible and the back/forward cache off. The 2 s themselves are
 * not measured, as no busy machine keeps them: what is seen is that the first try after waking succeeds,
 * and the tests of the laptop's sleep show with a clock of their own how soon that is made.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import puppeteer, { type Page } from 'puppeteer-core';
import { chromiumOptions } from '../../../../scripts/browser.mjs';
import { type Embedding, expect, test } from '../support/fixtures.ts';

/** Longer than a token lives. */
const OVER_MS = 7_000;

/** From the next token on nothing is due, nor over, while the test looks at what follows. */
function lastLong({ issuer }: Embedding): void {
  issuer.expiresIn = 600;
  issuer.renewIn = 400;
}

/** A page with a live dashboard in a Chromium as people have it; what must hold afterwards is checked. */
async function withLivePage(
  { issuer, portal, site, src }: Embedding,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  // Nothing is under way when a test begins, and all is over when it has waited.
  issuer.expiresIn = 6;
  issuer.renewIn = 4;
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
    await expect.poll(() => page.evaluate(() => window.dashboard.state)).toBe('active');
    await expect.poll(() => shown(page)).toContain('active');
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
    await wait(OVER_MS);
    expect(portal.requests, 'nothing runs while frozen').toHaveLength(asked);
    lastLong(embedding);
    await devTools.send('Page.setWebLifecycleState', { state: 'active' });
    await expect.poll(() => portal.requests.length).toBe(asked + 1);
    await expect.poll(() => page.evaluate(() => window.dashboard.state)).toBe('active');
    expect(portal.requests, 'the first try was enough').toHaveLength(asked + 1);
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
    await wait(OVER_MS);
    expect(portal.requests, 'nothing runs in the cache').toHaveLength(asked);
    lastLong(embedding);
    await page.evaluate(() => {
      // After this evaluation has ended: it dies with its page.
      setTimeout(() => history.back());
    });
    // The same document, with what it remembers; asked again where that was on its way out.
    const states = () => page.evaluate(() => window.states).catch(() => []);
    await expect.poll(states).toContain('pageshow');
    await expect.poll(() => portal.requests.length).toBe(asked + 1);
    await expect.poll(() => page.evaluate(() => window.dashboard.state)).toBe('active');
    expect(portal.requests, 'the first try was enough').toHaveLength(asked + 1);
  });
});
