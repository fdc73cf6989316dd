import { join } from 'node:path';
import { openAdministration } from '@casement/auth-service';
import type { Frame } from '@playwright/test';
import { expect, test } from './demo.ts';
import { frameIn, openPortal, signIn, telemetryOf } from './pages.ts';

// Nothing renews by itself within these tests. Times of its own also give this file a demo of its own:
// what counts here are all of a user's sessions, and other tests leave theirs open.
test.use({ renewFractions: { min: 0.6, max: 0.65 } });

const ANA = 'ana@aurora.example';
const BEN = 'ben@aurora.example';

const live = (frame: Frame): Promise<void> =>
  expect.poll(async () => (await telemetryOf(frame)).sequence).toBeGreaterThan(2);

test('a revoked session ends its open stream, pauses and stays so; a fresh load starts a new one', async ({
  page,
  demo,
}) => {
  const frame = await openPortal(page, demo, ANA);
  await live(frame);
  const { sessions, close } = await openAdministration({
    database: join(demo.dataFolder, 'casement.db'),
  });
  const [session, ...others] = await sessions.list({ user: ANA });
  expect(others).toEqual([]);
  await sessions.revoke({ sessionId: session?.id ?? '' }, 'laptop lost');
  await close();

  await expect(page.locator('html')).toHaveAttribute('data-state', 'paused');
  await expect(frame.locator('#notice')).toContainText(
    /Stale since .*has been ended.*when the page is loaded again.*session_revoked/,
  );
  await expect(page.locator('#state')).toHaveText('Ended');
  // Nothing is tried, and nothing says so.
  await expect(page.locator('#next-step')).toHaveText('No next try');
  await expect(page.locator('#renews-in')).toHaveText('–');
  await expect(frame.locator('.status-bar')).toContainText('does not renew');
  await expect(frame.locator('#renews-in')).toHaveText('');
  const stopped = (await telemetryOf(frame)).sequence;
  await expect(frame.locator('.headline').first()).toHaveText(/\d/);
  await page.waitForTimeout(3000);
  expect((await telemetryOf(frame)).sequence).toBe(stopped);

  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-state', 'active');
  await live(await frameIn(page.locator('#operations iframe')));
});

test('signing out of the last browser ends the dashboards of that user, and of nobody else', async ({
  browser,
  demo,
}) => {
  const [first, second, other] = await Promise.all(
    [BEN, BEN, ANA].map(async (email) => {
      const page = await (await browser.newContext()).newPage();
      const frame = await openPortal(page, demo, email);
      await live(frame);
      return { page, frame };
    }),
  );
  if (!first || !second || !other) throw new Error('Three pages were opened.');

  // The second window keeps its page, and so its frame, while another tab signs out.
  const signOut = async (page: typeof first.page): Promise<void> => {
    const tab = await page.context().newPage();
    await tab.goto(demo.portal_url);
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await expect(tab).toHaveURL(`${demo.portal_url}/sign-in`);
    await tab.close();
  };
  await signOut(first.page);
  await first.page.waitForTimeout(2000);
  await expect(second.page.locator('html')).toHaveAttribute('data-state', 'active');

  await signOut(second.page);
  await expect(second.page.locator('html')).not.toHaveAttribute('data-state', 'active');
  await expect(first.page.locator('html')).not.toHaveAttribute('data-state', 'active');
  await expect(other.page.locator('html')).toHaveAttribute('data-state', 'active');
  const { sequence } = await telemetryOf(other.frame);
  await expect
    .poll(async () => (await telemetryOf(other.frame)).sequence)
    .toBeGreaterThan(sequence + 1);

  await signIn(second.page, demo, BEN);
  await live(await frameIn(second.page.locator('#operations iframe')));
});
