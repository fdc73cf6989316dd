/** Frames of one page that need a code at the same moment. */
import type { EmbeddedDashboard } from '../../src/host/index.ts';
import { type Embedding, expect, test } from '../support/fixtures.ts';
import { stopPageClock, stopServersClock } from '../support/standing-clock.ts';

declare global {
  interface Window {
    crowd: EmbeddedDashboard[];
    /** How often the dashboards have been asked for a code. */
    asked: number;
  }
}

const FRAMES = 20;

type Page = Parameters<Embedding['open']>[0];

/** 20 dashboards with one URL for codes, all of them active, in a page whose clock stands. */
async function openMany(page: Page, embedding: Embedding): Promise<void> {
  await page.clock.install();
  await embedding.open(page);
  await stopPageClock(page);
  stopServersClock(embedding.issuer);
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
      window.asked = 0;
      for (const dashboard of window.crowd) {
        (dashboard.on as (name: string, listener: () => void) => void)('asked', () => {
          window.asked += 1;
        });
      }
    },
    [embedding.src(), FRAMES] as const,
  );
  await allAsk(page);
  await all(page, 'active');
}

/** Waits until each has asked, and then for the moment in which they wait for each other. */
async function allAsk(page: Page): Promise<void> {
  await page.waitForFunction((count) => window.asked === count, FRAMES);
  await page.evaluate(() => {
    window.asked = 0;
  });
  await page.clock.runFor(100);
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
  // 21 documents are a lot for a busy machine.
  test.slow();
  await openMany(page, embedding);
  expect(portal.requests).toHaveLength(1);
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
  await allAsk(page);
  await all(page, 'paused');
  refusal.remove();
  // A second after its last try each may try again.
  await page.clock.runFor(1_100);
  const before = {
    portal: portal.requests.length,
    minted: issuer.requestsTo('challengeCodes').length,
    exchanged: issuer.requestsTo('token').length,
  };
  await page.evaluate(() => {
    for (const dashboard of window.crowd) dashboard.retry();
  });
  await allAsk(page);
  await all(page, 'active');
  expect(portal.requests.length - before.portal).toBe(1);
  expect(issuer.requestsTo('challengeCodes').length - before.minted).toBe(FRAMES);
  expect(issuer.requestsTo('token').length - before.exchanged).toBe(FRAMES);
  // What was refused has been repeated, each request once.
  await expect.poll(() => site.statuses.filter((status) => status === 200).length).toBe(FRAMES);
  expect(site.loads).toBe(FRAMES);
  expect(await page.evaluate(() => window.unhandled)).toEqual([]);
});
