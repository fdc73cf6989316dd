import { join } from 'node:path';
import { openAdministration } from '@casement/auth-service';
import { expect, test } from './demo.ts';
import { frameIn, isShownWithin, telemetryOf } from './pages.ts';

test.use({ renewFractions: { min: 0.02, max: 0.03 } });

test('EM12 a paused client pauses with its last data, and recovers by itself once resumed', async ({
  page,
  demo,
}) => {
  const { clients, close } = await openAdministration({
    database: join(demo.dataFolder, 'casement.db'),
  });
  const documents: string[] = [];
  page.on('framenavigated', (frame) => documents.push(frame.url()));
  await page.clock.install();
  await page.goto(demo.wall_url);
  await expect(page.locator('#overall')).toHaveText('All 4 live');
  const frame = await frameIn(page.locator('.tile[data-view="cpu"] iframe'));
  await expect.poll(async () => (await telemetryOf(frame)).sequence).toBeGreaterThan(2);

  await clients.pause('demo-wall');
  await expect(page.locator('.tile[data-state="paused"]')).toHaveCount(4);
  await expect(frame.locator('#notice')).toHaveText(
    /Stale since .*Access to this dashboard has been switched off for now.*client_disabled/,
  );
  await expect(page.locator('#next-step')).toHaveText('Next try');
  await expect(frame.locator('.headline').first()).toHaveText(/\d %/);
  await expect(frame.locator('.uplot')).toBeVisible();

  // Paused frames look again after 30 to 60 seconds.
  await clients.resume('demo-wall');
  await isShownWithin(page, 65_000, page.locator('#overall', { hasText: 'All 4 live' }));
  await expect(frame.locator('#notice')).toBeHidden();
  const { sequence } = await telemetryOf(frame);
  await expect.poll(async () => (await telemetryOf(frame)).sequence).toBeGreaterThan(sequence);
  expect(await telemetryOf(frame)).toMatchObject({ gaps: 0, repeats: 0 });
  expect(documents).toHaveLength(5);
  await close();
});
