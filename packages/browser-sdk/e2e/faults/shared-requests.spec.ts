/** Frames of one page that need a code at the same moment. */
import type { EmbeddedDashboard } from '../../src/host/index.ts';
import { type Embedding, expect, settled, test } from '../support/fixtures.ts';

declare global {
  interface Window {
    crowd: EmbeddedDashboard[];
  }
}

const FRAMES = 20;

type Page = Parameters<Embedding['open']>[0];

/** 20 dashboards with one URL for codes, all of them active. */
async function openMany(page: Page, embedding: Embedding): Promise<void> {
  await embedding.open(page);
  await page.evaluate(
    async ([src, count]) => {
      const { embedDashboard } = (await import(
        '/host.js' as string
      )) as typeof import('../../src/host/index.ts');
      window.crowd = Array.from({ length: count }, (_, index) =>
        embedDashboard({
          container: '#dashboard',
          src,
          title: `Dashboard ${index}`,
          challengeCodeUrl: '/challenge-code',
        }),
      );
      await Promise.all(window.crowd.map(({ ready }) => ready));
    },
    [embedding.src(), FRAMES] as const,
  );
}

const all = (page: Page, state: string) =>
  page.waitForFunction(
    (wanted) => window.crowd.every((dashboard) => dashboard.state === wanted),
    state,
  );

test('20 frames that ask at once share one request to the portal backend', async ({
  page,
  embedding,
}) => {
  const { issuer, portal, site } = embedding;
  await openMany(page, embedding);
  expect(portal.requests.length).toBeLessThan(FRAMES);
  // Refused, all of them wait for half a minute at least.
  const refusal = portal.inject('challengeCode', { status: 403, error: 'client_disabled' });
  issuer.revokeTokens();
  const frames = page.frames().filter((frame) => frame.url().startsWith(site.origin));
  expect(frames).toHaveLength(FRAMES);
  for (const frame of frames) {
    await frame.evaluate(() => {
      window.session.fetch('/api/data').catch(() => {});
    });
  }
  await all(page, 'paused');
  refusal.remove();
  // A second after its last try each may try again.
  await page.waitForFunction(() =>
    window.crowd.every(({ status }) => Date.now() - status.since > 1_100),
  );
  const before = {
    portal: portal.requests.length,
    minted: issuer.requestsTo('challengeCodes').length,
    exchanged: issuer.requestsTo('token').length,
  };
  await page.evaluate(() => {
    for (const dashboard of window.crowd) dashboard.retry();
  });
  await all(page, 'active');
  expect(portal.requests.length - before.portal).toBe(1);
  expect(issuer.requestsTo('challengeCodes').length - before.minted).toBe(FRAMES);
  expect(issuer.requestsTo('token').length - before.exchanged).toBe(FRAMES);
  // What was refused has been repeated, each request once.
  await expect.poll(() => site.statuses.filter((status) => status === 200).length).toBe(FRAMES);
  expect(site.loads).toBe(FRAMES);
  expect(await page.evaluate(() => window.unhandled)).toEqual([]);
});

test('a page that signs in again on login_required is live at once, without a reload', async ({
  page,
  embedding,
}) => {
  const { issuer, portal, site } = embedding;
  issuer.renewIn = 1;
  await embedding.open(page);
  await embedding.embed(page);
  expect(await settled(page)).toBe('ready');
  portal.user = null;
  await page.waitForFunction(() => window.dashboard.status.reason?.code === 'login_required');
  // As the backoff grows, the page would wait for long.
  await page.waitForFunction(() => Number(window.dashboard.status.reason?.retryInMs) > 4_000);
  expect(await page.evaluate(() => window.errors)).toContain('login_required');
  portal.user = { email: 'ana@example.com' };
  const took = await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const started = performance.now();
    window.dashboard.retry();
    await new Promise<void>((resolve) => {
      window.dashboard.on('statechange', ({ state }) => state === 'active' && resolve());
    });
    return performance.now() - started;
  });
  expect(took).toBeLessThan(2_000);
  expect(site.loads).toBe(1);
});
