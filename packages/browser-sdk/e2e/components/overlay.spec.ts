import type { Page } from '@playwright/test';
import type { Embedding } from '../support/fixtures.ts';
import { stopPageClock } from '../support/standing-clock.ts';
import { expect, faultsIn, inState, test } from './element-page.ts';

/** Something to look at in the frame. */
async function fill(page: Page, origin: string): Promise<void> {
  const frame = page.frames().find((each) => each.url().startsWith(origin));
  await frame?.evaluate(() => {
    const isDark = window.session.context.theme === 'dark';
    document.body.style.cssText = `margin:0;padding:20px;font:14px/1.5 system-ui;${isDark ? 'background:#111825;color:#edf1f8' : 'background:#fff;color:#0f1728'}`;
    const rows = [
      'Line 1: 420 units/h',
      'Line 2: 388 units/h',
      'Line 3: 401 units/h',
      'Energy: 1.2 MW',
    ];
    document.body.replaceChildren(
      ...rows.map((text) => {
        const row = document.createElement('p');
        row.textContent = text;
        return row;
      }),
    );
  });
}

/** From the next token on nothing is due, nor over, while the test looks at what follows. */
function keepTokens({ issuer }: Embedding): void {
  issuer.expiresIn = 600;
  issuer.renewIn = 400;
}

/** For whoever wants to look at them. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.CASEMENT_SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }));

    test(`EM20 the skeleton is there from the first paint on, in the right theme`, async ({
      page,
      embedding,
      elementPage,
    }) => {
      embedding.portal.inject('challengeCode', 'silence');
      const element = await elementPage.open(page, { theme });
      const skeleton = element.locator('.casement-skeleton');
      await expect(skeleton).toBeVisible();
      await expect(element.getByRole('status')).toHaveText('Loading Operations');
      const surface = await skeleton.evaluate((node) => getComputedStyle(node).backgroundColor);
      const [red = ''] = surface.match(/\d+/) ?? [];
      expect(Number(red) < 60).toBe(theme === 'dark');
      expect(await faultsIn(page)).toEqual([]);
      await shoot(page, `skeleton-${theme}`);
    });

    test(`EM20 stale: a banner over the last data says since when, why, and when it is tried again`, async ({
      page,
      embedding,
      elementPage,
    }) => {
      embedding.issuer.expiresIn = 2;
      embedding.issuer.renewIn = 1;
      await page.clock.install();
      const element = await elementPage.open(page, { theme });
      await inState(page, 'active');
      await fill(page, embedding.site.origin);
      const fault = embedding.portal.inject('challengeCode', { status: 503 });
      await inState(page, 'stale');
      const notice = element.locator('.casement-notice');
      await expect(notice).toHaveAttribute('data-kind', 'banner');
      await expect(element.getByRole('status')).toHaveText(
        /Not updated since \d+:\d\d.*This page’s server gives no access at the moment\./,
      );
      await expect(element.locator('.casement-next')).toHaveText(/Next try in \d+ s|Trying again/);
      // The data stays in sight and in reach.
      await expect(page.frameLocator('iframe').getByText('Line 1')).toBeVisible();
      const box = await notice.boundingBox();
      expect(box?.height).toBeLessThan(110);
      expect(await page.evaluate(() => window.element.dashboard?.iframe?.inert)).toBe(false);
      expect(await faultsIn(page)).toEqual([]);
      await shoot(page, `stale-${theme}`);
      // From here on it is the button that tries, at the earliest a second after the last try.
      await stopPageClock(page);
      await expect(async () => {
        // A try that is under way ends first.
        await page.clock.runFor(50);
        await expect(element.locator('.casement-next')).toHaveText(/Next try/, { timeout: 500 });
      }).toPass();
      fault.remove();
      keepTokens(embedding);
      await element.getByRole('button', { name: 'Try again' }).click();
      // The frame has heard of it, and does it when that second is over.
      await page.waitForFunction(
        () => Number(window.element.dashboard?.status.renewsAt) <= Date.now() + 1_000,
      );
      await page.clock.runFor(1_000);
      await inState(page, 'active');
      await page.clock.resume();
      await expect(notice).toHaveAttribute('data-kind', 'quiet');
      await expect(element.getByRole('status')).toHaveText('Up to date again');
      expect(embedding.site.loads).toBe(1);
      expect(await page.evaluate(() => window.violations)).toEqual([]);
    });

    test(`EM20 paused: a banner over the last data; it goes when access is back`, async ({
      page,
      embedding,
      elementPage,
    }) => {
      embedding.issuer.expiresIn = 2;
      embedding.issuer.renewIn = 1;
      const element = await elementPage.open(page, { theme });
      await inState(page, 'active');
      await fill(page, embedding.site.origin);
      embedding.issuer.disableClient();
      await inState(page, 'paused');
      await expect(element.getByRole('status')).toHaveText(
        /Paused since \d+:\d\d.*Access for this page has been switched off for now\./,
      );
      await expect(page.frameLocator('iframe').getByText('Line 1')).toBeVisible();
      expect(await faultsIn(page)).toEqual([]);
      await shoot(page, `paused-${theme}`);
      keepTokens(embedding);
      embedding.issuer.enableClient();
      await element.getByRole('button', { name: 'Try again' }).click();
      await inState(page, 'active');
      await expect(element.locator('.casement-notice')).toHaveAttribute('data-kind', 'quiet');
    });

    test(`EM20 ended: a banner over the last data names no next try; trying again begins another session`, async ({
      page,
      embedding,
      elementPage,
    }) => {
      embedding.issuer.expiresIn = 2;
      embedding.issuer.renewIn = 1;
      const element = await elementPage.open(page, { theme });
      await inState(page, 'active');
      await fill(page, embedding.site.origin);
      const { issuer, portal } = embedding;
      await expect.poll(() => issuer.requestsTo('token').at(-1)?.fields.session_id).toBeTruthy();
      const ended = String(issuer.requestsTo('token').at(-1)?.fields.session_id);
      issuer.revokeSession(ended);
      await inState(page, 'paused');
      const told = element.getByRole('status');
      await expect(told).toHaveText(
        /Not updated since \d+:\d\d.*Your session has been ended\. Try again to begin a new one\./,
      );
      const asked = portal.requests.length;
      // Longer than the banner takes to count down by one.
      await page.waitForTimeout(1_500);
      await expect(element.locator('.casement-next')).toBeHidden();
      await expect(page.frameLocator('iframe').getByText('Line 1')).toBeVisible();
      expect(portal.requests.length).toBe(asked);
      expect(await faultsIn(page)).toEqual([]);
      await shoot(page, `ended-${theme}`);
      await element.getByRole('button', { name: 'Try again' }).click();
      await inState(page, 'active');
      expect(embedding.site.loads).toBe(2);
    });

    test(`EM20 failed: a cover says what the viewer can do; the integrator's part is in error and console`, async ({
      page,
      embedding,
      elementPage,
    }) => {
      const logged: string[] = [];
      page.on('console', (message) => logged.push(message.text()));
      elementPage.policy = elementPage.policy.replace(/frame-src [^;]+/, "frame-src 'none'");
      const element = await elementPage.open(page, { theme });
      await inState(page, 'failed');
      const alert = element.getByRole('alert');
      await expect(alert).toHaveText(
        /Operations cannot be shown.*not set up correctly.*frame_blocked/,
      );
      await expect(alert).not.toHaveText(/frame-src/);
      expect(await faultsIn(page)).toEqual([]);
      await shoot(page, `failed-${theme}`);
      expect(await page.evaluate(() => window.heard)).toContain('error frame_blocked');
      const hint = logged.find((text) => text.startsWith('Casement: frame_blocked'));
      expect(hint).toContain(`add ${embedding.site.origin} to frame-src`);
      const { checks } = await page.evaluate(async () => {
        const diagnosis = await window.element.dashboard?.diagnose();
        return diagnosis ?? { checks: [] };
      });
      const said = JSON.stringify(checks.filter(({ verdict }) => verdict === 'fail'));
      expect(said).toContain('frame-src');
    });
  });
}
