import { expect, settled, test } from './support/fixtures.ts';
import { trackLeftovers } from './support/leftovers.ts';

test('destroy leaves no timer, listener, request or iframe behind', async ({ page, embedding }) => {
  const live = await trackLeftovers(page);
  await embedding.open(page);
  const before = await live();
  await embedding.embed(page);
  await settled(page);
  expect((await live()).listeners).toContain('window message');
  await page.evaluate(() => {
    window.dashboard.destroy();
    window.dashboard.destroy();
  });
  expect(await live()).toEqual(before);
  const left = await page.evaluate(() => ({
    iframes: document.querySelectorAll('iframe').length,
    iframe: window.dashboard.iframe,
    state: window.dashboard.state,
    emitted: window.dashboard.emit('late'),
  }));
  expect(left).toEqual({ iframes: 0, iframe: null, state: 'closed', emitted: false });
});

test('a session that is closed leaves no timer, listener or request behind', async ({
  page,
  embedding,
}) => {
  embedding.issuer.renewIn = 0.6;
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  const frame = embedding.frame(page);
  await frame.waitForFunction(() => window.session.renewals >= 1);
  const code = await frame.evaluate(async () => {
    window.session.close();
    window.session.close();
    return window.session.fetch('/api/data').then(String, (error) => error.code);
  });
  expect(code).toBe('session_closed');
  const requests = embedding.portal.requests.length;
  await frame.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)));
  expect(embedding.portal.requests.length).toBeLessThanOrEqual(requests + 1);
});

for (const when of ['at once', 'while the frame loads', 'while it authenticates'] as const) {
  test(`unmounting ${when} causes no unhandled rejection`, async ({ page, embedding }) => {
    embedding.portal.inject('challengeCode', 'silence');
    await embedding.open(page);
    await embedding.embed(page);
    if (when === 'while the frame loads') {
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    } else if (when === 'while it authenticates') {
      await page.waitForFunction(() => window.dashboard.state === 'authenticating');
    }
    await page.evaluate(() => window.dashboard.destroy());
    expect(await settled(page)).toBe('destroyed');
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    expect(await page.evaluate(() => window.unhandled)).toEqual([]);
  });
}
