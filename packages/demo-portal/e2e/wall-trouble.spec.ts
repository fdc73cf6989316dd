import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAdministration } from '@casement/auth-service';
import { startDemo } from '../demo.ts';
import { expect, test } from './demo.ts';
import { isShownWithin } from './pages.ts';

test('a wall whose servers have stopped says so itself, not only in its frames', async ({
  page,
}) => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'casement-demo-'));
  const stopped = await startDemo({
    dataFolder,
    ports: { issuer: 0, portal: 0, wall: 0, dashboard: 0 },
    logTo: { write: () => {} },
  });
  await page.goto(stopped.wall_url);
  await expect(page.locator('#overall')).toHaveText('All 4 live');
  const frame = page.frameLocator('.tile[data-view="cpu"] iframe');
  await expect(frame.locator('.uplot')).toBeVisible();
  await expect(frame.locator('#sequence')).toHaveText(/#\d/);
  await stopped.close();
  await rm(dataFolder, { recursive: true });

  await expect(page.locator('#overall')).toHaveText('0 of 4 live', { timeout: 60_000 });
  await expect(page.locator('.tile > header .state')).toHaveText(Array(4).fill('No data'));
  await expect(frame.locator('#state')).toHaveText('No data');
});

test('a wall that is opened while its client is paused says why, and comes up by itself', async ({
  page,
  demo,
}) => {
  const { clients, close } = await openAdministration({
    database: join(demo.dataFolder, 'casement.db'),
  });
  await clients.pause('demo-wall');
  await page.clock.install();
  await page.goto(demo.wall_url);
  const frames = page.locator('.tile iframe');
  await expect(frames).toHaveCount(4);
  // The browser's own page for what it may not show is nothing for a wall.
  await expect(frames.first()).toBeHidden();
  const covers = page.locator('.tile .cover', { hasText: 'frame_silent' });
  await isShownWithin(page, 30_000, covers.nth(3));
  await expect(page.locator('.tile .cover')).toHaveText(
    Array(4).fill(/may not be shown here at the moment.*tried again.*frame_silent/),
  );
  await expect(page.locator('#overall')).toHaveText('0 of 4 live');
  await expect(page.locator('.tile iframe:visible')).toHaveCount(0);

  await clients.resume('demo-wall');
  await close();
  await isShownWithin(page, 90_000, page.locator('#overall', { hasText: 'All 4 live' }));
  await expect(page.locator('.tile iframe:visible')).toHaveCount(4);
  await expect(page.locator('.tile .cover:visible')).toHaveCount(0);
});

test('a wall whose sessions were ended says so, names no next try, and begins anew with the next remount', async ({
  page,
  demo,
}) => {
  const { clients, sessions, close } = await openAdministration({
    database: join(demo.dataFolder, 'casement.db'),
  });
  await page.clock.install();
  await page.goto(demo.wall_url);
  const overall = page.locator('#overall');
  await expect(overall).toHaveText('All 4 live');
  await sessions.revoke({ clientId: 'demo-wall' });
  await expect(page.locator('.tile > header .state')).toHaveText(Array(4).fill('Ended'));
  await expect(overall).toHaveText('0 of 4 live');
  await expect(page.locator('#next-step')).toHaveText('No next try');
  await expect(page.locator('#renews-in')).toHaveText('–');
  const frame = page.frameLocator('.tile[data-view="cpu"] iframe');
  await expect(frame.locator('#notice')).toHaveText(
    /Stale since .*has been ended\. Another begins when the page is loaded again\. session_revoked/,
  );
  await expect(frame.locator('.status-bar')).toContainText('does not renew');

  // Not by itself in an hour, also where its client was paused meanwhile.
  await clients.pause('demo-wall');
  await clients.resume('demo-wall');
  await close();
  await page.clock.fastForward(3_600_000);
  await expect(page.locator('.tile > header .state')).toHaveText(Array(4).fill('Ended'));
  expect(await page.locator('#loads').textContent()).toBe('4');
  // Once a day each tile is mounted anew, unseen.
  await page.clock.fastForward(23 * 3_600_000);
  await isShownWithin(page, 60_000, page.locator('#overall', { hasText: 'All 4 live' }));
  await expect(page.locator('#loads')).toHaveText('8');
  await expect(page.locator('.tile iframe')).toHaveCount(4);
});
