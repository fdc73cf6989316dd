import type { Frame } from '@playwright/test';
import { STORAGE_OPEN, withPreferences } from './browser-profile.ts';
import { expect, test } from './demo.ts';
import { frameIn, openPortal, renewedTimes, telemetryOf } from './pages.ts';

const BLOCK = 2;

test.use({ renewFractions: { min: 0.02, max: 0.03 } });

test('with cookies and storage of the frame’s site blocked, portal and wall live and renew', async ({
  demo,
  launchOptions,
}) => {
  // What a person sets under "Cookies and site data": third parties blocked, and for good measure
  // every storage of the dashboard's site, also where it would be first party.
  const preferences = {
    block_third_party_cookies: true,
    cookie_controls_mode: 1,
    content_settings: {
      exceptions: { cookies: { [`${demo.dashboard_url},*`]: { setting: BLOCK } } },
    },
  };
  await withPreferences(launchOptions, preferences, async (page) => {
    const inPortal = await openPortal(page, demo, 'ana@aurora.example');
    expect(await probe(inPortal)).toEqual({ cookie: '', localStorage: 'SecurityError' });
    await renewedTimes(inPortal, 2);
    expect(await telemetryOf(inPortal)).toMatchObject({ gaps: 0, failedRequests: 0 });

    await page.goto(demo.wall_url);
    await expect(page.locator('#overall')).toHaveText('All 4 live');
    const onWall = await frameIn(page.locator('.tile[data-view="cpu"] iframe'));
    expect(await probe(onWall)).toEqual({ cookie: '', localStorage: 'SecurityError' });
    await renewedTimes(onWall, 2);
    expect(await telemetryOf(onWall)).toMatchObject({ gaps: 0, failedRequests: 0 });
  });
});

test('the probe tells blocked from open: with cookies allowed the same frame can store', async ({
  demo,
  launchOptions,
}) => {
  await withPreferences(launchOptions, STORAGE_OPEN, async (page) => {
    const frame = await openPortal(page, demo, 'ana@aurora.example');
    expect((await probe(frame)).localStorage).toBe('open');
  });
});

/** Tries to store something from inside the frame. */
function probe(frame: Frame): Promise<{ cookie: string; localStorage: string }> {
  return frame.evaluate(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: trying exactly this is the probe.
    document.cookie = 'probe=1; SameSite=None; Secure';
    let storage = 'open';
    try {
      localStorage.setItem('probe', '1');
    } catch (error) {
      storage = (error as DOMException).name;
    }
    return { cookie: document.cookie, localStorage: storage };
  });
}
