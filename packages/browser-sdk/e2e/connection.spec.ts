import { expect, settled, test } from './support/fixtures.ts';
import { hangUntil } from './support/hanging.ts';

test('a frame that navigates away is noticed, one that stays away fails', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { timeouts: { handshakeMs: 6_000 } });
  expect(await settled(page)).toBe('ready');
  const silent = embedding.src('/silent');
  await page.evaluate((url) => {
    // It can be sent elsewhere from here as well, and then does not take the answer with it.
    if (window.dashboard.iframe?.contentWindow)
      window.dashboard.iframe.contentWindow.location = url;
  }, silent);
  await page.waitForFunction(() => window.dashboard.state === 'failed');
  expect(await page.evaluate(() => window.states.slice(-2))).toEqual(['connecting', 'failed']);
  expect(await page.evaluate(() => window.dashboard.status.reason?.code)).toBe('frame_silent');
});

test('a frame that hangs is noticed by the heartbeat, and connects again when it is back', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { timeouts: { heartbeatMs: 250 } });
  await settled(page);
  // It hangs for as long as it takes to be noticed.
  await hangUntil(page, embedding, () => window.errors.includes('frame_lost'));
  expect(await page.evaluate(() => window.states)).toContain('connecting');
  await page.waitForFunction(() => window.dashboard.state === 'active');
  expect(embedding.site.loads).toBe(1);
  expect(embedding.issuer.requestsTo('token')).toHaveLength(1);
});
