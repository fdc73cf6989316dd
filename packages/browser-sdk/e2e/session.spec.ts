import { expect, settled, test } from './support/fixtures.ts';

test('EM10 a session becomes active, renews itself and never reloads', async ({
  page,
  embedding,
}) => {
  embedding.issuer.renewIn = 0.6;
  await embedding.open(page);
  await embedding.embed(page, { context: { theme: 'dark' } });
  expect(await settled(page)).toBe('ready');
  const frame = embedding.frame(page);
  expect(await frame.evaluate(() => window.session.user.id)).toBe('ana');
  await page.waitForFunction(() => window.dashboard.status.renewals >= 5);
  const answer = await frame.evaluate(async () => {
    const response = await window.session.fetch('/api/data?since=1');
    return { status: response.status, body: await response.json() };
  });
  expect(answer).toEqual({ status: 200, body: { user: 'ana', body: '' } });
  expect(embedding.site.loads).toBe(1);
  const sessions = new Set(embedding.issuer.exchanges.map(({ sessionId }) => sessionId));
  expect(sessions.size).toBe(1);
  expect(embedding.portal.requests[0]?.reason).toBe('initial');
  expect(embedding.portal.requests[1]?.reason).toBe('renewal');
});
