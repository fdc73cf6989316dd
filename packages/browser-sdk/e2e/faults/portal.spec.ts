/** What the portal backend may do to a session that is live. */
import { expect, test } from '../support/fault-scene.ts';

for (const [name, fault, code] of [
  ['500', { status: 500 }, 'portal_error'],
  ['garbage', 'garbage', 'portal_answer_invalid'],
  ['never', 'silence', 'portal_timeout'],
] as const) {
  test(`portal answers ${name}: degraded, stale, live again`, async ({ page, scene }) => {
    // So that a try that waits for its time limit ends before the token does.
    if (name === 'never') scene.issuer.expiresIn = 30;
    await scene.begin();
    const injection = scene.portal.inject('challengeCode', fault);
    await scene.reaches('degraded', code);
    await scene.reaches('stale', code);
    expect(await page.evaluate(() => window.errors)).toContain(code);
    injection.remove();
    await scene.recovers();
  });
}

test('portal answers 401: the host is told to sign in again, then live again', async ({
  page,
  scene,
}) => {
  await scene.begin();
  scene.portal.user = null;
  await scene.reaches('degraded', 'login_required');
  expect(await page.evaluate(() => window.errors)).toContain('login_required');
  await scene.reaches('stale', 'login_required');
  scene.portal.user = { email: 'ana@example.com' };
  // Nobody calls retry().
  await scene.recovers();
});

test('a page that signs in again on login_required is live at once, without a reload', async ({
  page,
  scene,
}) => {
  const { portal } = scene;
  await scene.begin();
  portal.user = null;
  await scene.reaches('degraded', 'login_required');
  // As the backoff grows, the page would wait for long.
  const wait = () => page.evaluate(() => Number(window.dashboard.status.renewsAt) - Date.now());
  while ((await wait()) < 4_000) await scene.pass(1_000);
  expect(await page.evaluate(() => window.errors)).toContain('login_required');
  portal.user = { email: 'ana@example.com' };
  await scene.pass(1_000);
  await page.evaluate(() => window.dashboard.retry());
  // No time passes: nothing but the retry can have made it so.
  await page.waitForFunction(() => window.dashboard.state === 'active');
});

test('portal answers 429: left alone as long as Retry-After says, then live again', async ({
  scene,
}) => {
  const { portal } = scene;
  await scene.begin();
  portal.inject('challengeCode', { status: 429, error: 'slow_down', retryAfter: 40 }, { times: 1 });
  await scene.reaches('degraded', 'slow_down');
  const asked = portal.requests.length;
  await scene.reaches('stale', 'slow_down');
  await scene.pass(20_000);
  expect(portal.requests).toHaveLength(asked);
  await scene.recovers(41_000);
});
