/** What the browser's clocks and timers may do to a session. */
import type { Page } from '@playwright/test';
import { expect, type FaultScene, test } from '../support/fault-scene.ts';

/** Sets the wall clock of the browser alone; timers and the monotonic clock do not notice. */
async function setWallClock(page: Page, byMs: number): Promise<void> {
  await page.clock.setSystemTime(await page.evaluate((by) => Date.now() + by, byMs));
}

/** The signals of a machine or tab that is back, in all documents. */
async function wake(page: Page): Promise<void> {
  for (const frame of page.frames()) {
    await frame.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      window.dispatchEvent(new Event('focus'));
    });
  }
}

/** How many proofs were refused so far. */
function refusedProofs({ issuer }: FaultScene): number {
  return issuer.requestsTo('token').filter(({ error }) => error === 'invalid_dpop_proof').length;
}

for (const hours of [1, -1]) {
  test(`browser clock off by ${hours > 0 ? '+' : ''}${hours} h: costs one refused proof`, async ({
    page,
    scene,
  }) => {
    const { issuer, site } = scene;
    await page.clock.setSystemTime(Date.now() + hours * 3_600_000);
    await scene.begin();
    await scene.pass(45_000);
    expect((await scene.status()).renewals).toBe(3);
    expect(refusedProofs(scene)).toBe(1);
    expect(issuer.requestsTo('token')).toHaveLength(5);
    expect(site.statuses).toEqual([200, 200, 200, 200]);
    // Instants are told in the window's own clock.
    const renewsIn = await page.evaluate(
      () => Number(window.dashboard.status.renewsAt) - Date.now(),
    );
    expect(renewsIn).toBeGreaterThan(0);
    expect(renewsIn).toBeLessThanOrEqual(12_000);
    const checks = await page.evaluate(async () => (await window.dashboard.diagnose()).checks);
    expect(checks.find(({ id }) => id === 'clock')?.verdict).toBe('warn');
    // It asked for the document to see its headers; the frame did not load again.
    scene.loads += 1;
  });
}

for (const hours of [1, -1]) {
  test(`browser clock jumping by ${hours > 0 ? '+' : ''}${hours} h: renewed in time all the same`, async ({
    page,
    scene,
  }) => {
    await scene.begin();
    await scene.pass(6_000);
    await setWallClock(page, hours * 3_600_000);
    await scene.pass(1_000);
    await setWallClock(page, -hours * 3_600_000);
    await scene.pass(36_000);
    const { state, renewals } = await scene.status();
    expect(state).toBe('active');
    expect(renewals).toBeGreaterThanOrEqual(3);
    expect(renewals).toBeLessThanOrEqual(5);
    expect(new Set(scene.site.statuses)).toEqual(new Set([200]));
    const frame = scene.frame(page);
    const answer = await frame.evaluate(async () => (await window.session.fetch('/api/x')).status);
    expect(answer).toBe(200);
    expect(refusedProofs(scene)).toBeLessThanOrEqual(1);
  });
}

for (const monotonic of ['goes on', 'stands still'] as const) {
  test(`laptop sleep of 8 h, the monotonic clock ${monotonic}: live within 2 s of waking`, async ({
    page,
    scene,
  }) => {
    const hours = 8 * 3_600_000;
    await scene.begin();
    await scene.pass(5_000);
    scene.issuer.clockOffsetMs += hours;
    if (monotonic === 'goes on') await page.clock.fastForward(hours);
    else await setWallClock(page, hours);
    await wake(page);
    await scene.reaches('active', undefined, 2_000);
    expect((await scene.status()).renewals).toBe(1);
    expect(scene.portal.requests).toHaveLength(2);
    expect(refusedProofs(scene)).toBeLessThanOrEqual(1);
  });
}

test('hidden for 20 minutes with 1-minute tokens: live within 2 s of being seen', async ({
  page,
  scene,
}) => {
  const { issuer, portal } = scene;
  issuer.expiresIn = 60;
  issuer.renewIn = 40;
  await page.addInitScript(() => {
    Object.defineProperty(document, 'visibilityState', {
      get: () => (Reflect.get(window, 'isHidden') ? 'hidden' : 'visible'),
    });
  });
  await scene.begin();
  const hide = async (isHidden: boolean): Promise<void> => {
    for (const frame of page.frames()) {
      await frame.evaluate((hidden) => Object.assign(window, { isHidden: hidden }), isHidden);
    }
  };
  await hide(true);
  await wake(page);
  // Timers wake once a minute.
  await scene.pass(20 * 60_000, 60_000);
  expect(portal.requests.length).toBeLessThanOrEqual(22);
  await hide(false);
  await wake(page);
  await scene.reaches('active', undefined, 2_000);
});
