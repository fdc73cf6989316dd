/**
 * The core of renewal in a stock Firefox over WebDriver BiDi. What cannot be driven there, and is tested
 * in Chromium only: freezing and resuming (Firefox sends no such events), a machine's sleep, hours of
 * hiding or failing (BiDi cannot move a page's timers), and counting what is left after `destroy()`
 * (BiDi tells neither timers nor listeners; here the portal sees that nothing asks any more).
 * Clocks are moved by replacing `Date.now` in page and frames.
 */
import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startRealSites } from '../e2e/support/real-service.ts';
import { type Embedding, openEmbedding } from './support/embedding.ts';
import { COOKIES, launchFirefox } from './support/firefox.ts';
import { openPortalPage } from './support/portal-page.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchFirefox(COOKIES.partition);
});

afterAll(() => browser.close());

describe('Firefox, as it is installed', () => {
  let embedding: Embedding;

  beforeEach(async () => {
    embedding = await openEmbedding(browser);
  });

  afterEach(() => embedding.close());

  const status = () => embedding.page.evaluate(() => window.embedded[0]?.status);

  test('EM10 a first session, three renewals, data before and after, one load', async () => {
    const { issuer, portal, site } = embedding;
    await embedding.embed();
    await embedding.renewed(3);
    const [frame] = embedding.frames();
    const code = await frame?.evaluate(
      async () => (await window.session.fetch('/api/data')).status,
    );
    expect(code).toBe(200);
    expect(site.loads).toBe(1);
    expect(site.statuses).toEqual([200]);
    expect(portal.requests.length).toBeGreaterThanOrEqual(4);
    expect(issuer.requestsTo('token').every((request) => request.status === 200)).toBe(true);
    expect(await embedding.unhandled()).toEqual([]);
  });

  test('the portal answers 500, then recovers', async () => {
    await embedding.embed();
    embedding.portal.inject('challengeCode', { status: 500 });
    await embedding.reaches('degraded');
    const { reason, renewals = 0 } = (await status()) ?? {};
    expect(reason?.message).toContain('500');
    embedding.portal.heal();
    await embedding.reaches('active');
    expect((await status())?.renewals).toBeGreaterThan(renewals);
    expect(embedding.site.loads).toBe(1);
    expect(await embedding.unhandled()).toEqual([]);
  });

  test('429 with Retry-After is honoured', async () => {
    await embedding.embed();
    const refusal = { status: 429, error: 'slow_down', retryAfter: 3 } as const;
    embedding.portal.inject('challengeCode', refusal, { times: 1 });
    await embedding.reaches('degraded');
    const { reason } = (await status()) ?? {};
    expect(reason?.code).toBe('slow_down');
    expect(reason?.retryInMs).toBeGreaterThan(2_000);
    await embedding.reaches('active');
    // By the server's own record: what came next came so much later.
    const { requests } = embedding.portal;
    const refused = requests.findIndex(({ error }) => error === 'slow_down');
    const [at = 0, next = 0] = requests.slice(refused, refused + 2).map((request) => request.at);
    expect(next - at).toBeGreaterThanOrEqual(3_000);
    expect(embedding.site.loads).toBe(1);
  });

  test('the auth service goes down and comes back', async () => {
    await embedding.embed();
    await embedding.issuer.down();
    await embedding.reaches('degraded');
    await embedding.issuer.up();
    await embedding.reaches('active');
    expect(embedding.site.loads).toBe(1);
    expect(await embedding.unhandled()).toEqual([]);
  });

  test.each([1, -1])('the clock jumps by %i h while the session runs', async (hours) => {
    await embedding.embed();
    await embedding.renewed(1);
    const jump = (ms: number): void => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + ms;
    };
    for (const frame of embedding.page.frames()) await frame.evaluate(jump, hours * 3_600_000);
    const { renewals = 0 } = (await status()) ?? {};
    await embedding.renewed(renewals + 2);
    const [frame] = embedding.frames();
    const code = await frame?.evaluate(
      async () => (await window.session.fetch('/api/data')).status,
    );
    expect(code).toBe(200);
    expect(embedding.site.statuses).toEqual([200]);
    expect(embedding.site.loads).toBe(1);
  });

  test('offline, and online again', async () => {
    await embedding.embed();
    await embedding.page.setOfflineMode(true);
    await embedding.reaches('degraded');
    await embedding.page.setOfflineMode(false);
    await embedding.reaches('active');
    expect(embedding.site.loads).toBe(1);
    expect(await embedding.unhandled()).toEqual([]);
  });

  test('another tab comes to the front: the hidden one goes on, and is live when it is back', async () => {
    const { page, site } = embedding;
    await embedding.embed();
    const other = await page.browserContext().newPage();
    await other.bringToFront();
    const [frame] = embedding.frames();
    expect(await frame?.evaluate(() => document.visibilityState)).toBe('hidden');
    await expect
      .poll(async () => (await status())?.renewals, { timeout: 60_000 })
      .toBeGreaterThan(2);
    await other.close();
    await page.bringToFront();
    const { renewals = 0 } = (await status()) ?? {};
    await embedding.renewed(renewals + 2);
    expect(site.loads).toBe(1);
  });

  test('the host unmounts and mounts again: the old frame is silent, the new one works', async () => {
    await embedding.embed();
    await embedding.page.evaluate(() => window.embedded.pop()?.destroy());
    expect(await embedding.page.evaluate(() => document.querySelectorAll('iframe').length)).toBe(0);
    const asked = embedding.portal.requests.length;
    // Several times the interval at which it renewed; one that was under way may have arrived.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(embedding.portal.requests.length).toBeLessThanOrEqual(asked + 1);
    await embedding.embed();
    await embedding.renewed(1);
    expect(embedding.site.loads).toBe(2);
    expect(await embedding.unhandled()).toEqual([]);
  });

  test('two dashboards of one URL have a session each', async () => {
    await embedding.embed();
    await embedding.embed();
    await embedding.renewed(2);
    const renewals = await Promise.all(
      embedding.frames().map((frame) => frame.evaluate(() => window.session.renewals)),
    );
    expect(renewals).toHaveLength(2);
    for (const times of renewals) expect(times).toBeGreaterThanOrEqual(2);
    const mints = embedding.issuer
      .requestsTo('challengeCodes')
      .filter(({ status }) => status === 201);
    expect(new Set(mints.map(({ fields }) => fields.key_thumbprint)).size).toBe(2);
    expect(embedding.site.loads).toBe(2);
  });

  test('the page goes into the back/forward cache and comes back live, without a load', async () => {
    const { page, site, portal } = embedding;
    await embedding.embed();
    await embedding.renewed(1);
    await page.goto(`${portal.origin}/elsewhere`);
    const asked = portal.requests.length;
    await page.evaluate(() => {
      // After this evaluation has ended: it dies with its page.
      setTimeout(() => history.back());
    });
    await expect
      .poll(() => page.evaluate(() => window.persisted).catch(() => undefined), { timeout: 60_000 })
      .toBe(true);
    const { renewals = 0 } = (await status()) ?? {};
    await embedding.renewed(renewals + 2);
    expect(portal.requests.length).toBeGreaterThan(asked);
    expect(site.loads).toBe(1);
    expect(await page.evaluate(() => window.embedded[0]?.state)).toMatch(/active|renewing/);
  });

  test('cookies are partitioned: what the site set as a page of its own is not seen in the frame', async () => {
    const { page, site } = embedding;
    const visit = await page.browserContext().newPage();
    await visit.goto(`${site.origin}/silent`);
    await visit.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: what is tested; Firefox has no Cookie Store API in frames
      document.cookie = 'visited=yes; max-age=600';
      localStorage.setItem('visited', 'yes');
    });
    await visit.close();
    await embedding.embed();
    const [frame] = embedding.frames();
    const seen = await frame?.evaluate(() => [document.cookie, localStorage.getItem('visited')]);
    expect(seen).toEqual(['', null]);
    await embedding.renewed(2);
  });
});

test.each([1, -1])(
  'ADR 3 a clock that is off by %i h from the start costs one refused proof',
  async (hours) => {
    const embedding = await openEmbedding(browser, hours * 3_600_000);
    try {
      await embedding.embed();
      await embedding.renewed(3);
      const refused = embedding.issuer.requestsTo('token').filter(({ status }) => status !== 200);
      expect(refused.map(({ status }) => status)).toEqual([400]);
      expect(embedding.site.loads).toBe(1);
    } finally {
      await embedding.close();
    }
  },
);

test('EM10 with the real auth service and its frame headers: three renewals, one load, no refusal', async () => {
  const sites = await startRealSites();
  const portalPage = await openPortalPage(browser, sites.portal, sites.src);
  try {
    await portalPage.embed();
    await portalPage.renewed(3);
    const [frame] = portalPage.frames();
    const code = await frame?.evaluate(
      async () => (await window.session.fetch('/api/data')).status,
    );
    expect(code).toBe(200);
    expect(sites.loads()).toBe(1);
    expect(sites.refused).toEqual([]);
    expect(await portalPage.unhandled()).toEqual([]);
  } finally {
    await portalPage.close();
    await sites.close();
  }
});
