import { expect, settled, test } from './support/fixtures.ts';

test('a frame that navigates away is noticed, one that stays away fails', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { timeouts: { handshakeMs: 1_000 } });
  await settled(page);
  const silent = embedding.src('/silent');
  await embedding.frame(page).evaluate((url) => location.assign(url), silent);
  await page.waitForFunction(() => window.dashboard.state === 'connecting');
  await page.waitForFunction(() => window.dashboard.state === 'failed');
  expect(await page.evaluate(() => window.dashboard.status.reason?.code)).toBe('frame_silent');
});

test('a frame that hangs is noticed by the heartbeat, and connects again when it is back', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { timeouts: { heartbeatMs: 250 } });
  await settled(page);
  const frame = embedding.frame(page);
  const hanging = frame.evaluate(() => {
    const end = performance.now() + 4_000;
    while (performance.now() < end);
  });
  await page.waitForFunction(() => window.errors.includes('frame_lost'));
  expect(await page.evaluate(() => window.dashboard.state)).toBe('connecting');
  await hanging;
  await page.waitForFunction(() => window.dashboard.state === 'active');
  expect(embedding.site.loads).toBe(1);
  expect(embedding.issuer.requestsTo('token')).toHaveLength(1);
});
