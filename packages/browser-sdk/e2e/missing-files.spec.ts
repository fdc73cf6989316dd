/** What is loaded on demand may not load: a session then goes on by the codes, without the words. */
import { expect, settled, test } from './support/fixtures.ts';

test('options that cannot work are refused without the words for it', async ({
  page,
  embedding,
}) => {
  await page.route('**/host-diagnostics.js', (route) => route.abort());
  await embedding.open(page);
  await embedding.embed(page, { title: '' });
  expect(await settled(page)).toBe('option_invalid');
  expect(await page.evaluate(() => window.unhandled)).toEqual([]);
});

test('a frame that never speaks is noticed without the words for it', async ({
  page,
  embedding,
}) => {
  await page.route('**/host-diagnostics.js', (route) => route.abort());
  await embedding.open(page);
  await embedding.embed(page, {
    src: embedding.src('/silent'),
    timeouts: { handshakeMs: 1_000 },
  });
  expect(await settled(page)).toBe('frame_silent');
});

test('a frame without an issuer refuses without the words for it', async ({ page, embedding }) => {
  await page.route('**/frame-trouble.js', (route) => route.abort());
  await page.goto(`${embedding.site.origin}/?client_id=client-1`);
  await page.waitForFunction(() => window.connectError !== undefined);
  expect(await page.evaluate(() => window.connectError)).toBe('option_invalid');
});

for (const file of ['frame-trouble.js', 'http-refusal.js']) {
  test(`a paused client is a pause without ${file}`, async ({ page, embedding }) => {
    const { issuer } = embedding;
    await page.route(`**/${file}`, (route) => route.abort());
    issuer.renewIn = 0.6;
    await embedding.open(page);
    await embedding.embed(page);
    await settled(page);
    issuer.inject('token', { status: 403, error: 'client_disabled' });
    await page.waitForFunction(() => window.dashboard.state === 'paused');
    expect(await page.evaluate(() => window.dashboard.status.reason?.code)).toBe('client_disabled');
    expect(await page.evaluate(() => window.unhandled)).toEqual([]);
  });
}

test('a session that has renewed once has loaded what it needs when something goes wrong', async ({
  page,
  embedding,
}) => {
  const loaded: string[] = [];
  page.on('requestfinished', (request) => loaded.push(request.url().split('/').pop() ?? ''));
  await page.clock.install();
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  expect(loaded.filter((file) => file.endsWith('.js'))).toEqual(['host.js', 'frame.js']);
  // The renewal is due after 40 s, and the token good for 60.
  await page.clock.fastForward(42_000);
  await page.waitForFunction(() => window.dashboard.status.renewals >= 1);
  await expect.poll(() => loaded).toContain('frame-trouble.js');
});
