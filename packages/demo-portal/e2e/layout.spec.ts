import type { Frame } from '@playwright/test';
import { expect, test } from './demo.ts';
import { frameIn, openPortal } from './pages.ts';

/** What of the legends cannot be seen. */
const cutOff = (frame: Frame) =>
  frame.locator('.panel:not([hidden])').evaluateAll((panels) =>
    panels.flatMap((panel) => {
      const { bottom, right } = panel.getBoundingClientRect();
      return [...panel.querySelectorAll('.legend li')]
        .filter((item) => {
          const { parentElement } = item;
          const box = item.getBoundingClientRect();
          const legend = parentElement?.getBoundingClientRect() ?? box;
          const end = Math.min(bottom, legend.bottom);
          return box.bottom > end + 1 || box.right > right || box.height === 0;
        })
        .map((item) => item.textContent);
    }),
  );

for (const width of [1280, 1024, 390]) {
  test(`every line of a chart is in its legend at ${width} px`, async ({ page, demo }) => {
    await page.setViewportSize({ width, height: 900 });
    const frame = await openPortal(page, demo, 'ana@aurora.example');
    await expect(frame.locator('.legend li').filter({ hasText: 'Loopback' })).toHaveCount(1);
    expect(await cutOff(frame)).toEqual([]);
  });
}

test('a fault beside the form for notes leaves fields and button as they are', async ({
  page,
  demo,
}) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  const frame = await openPortal(page, demo, 'ana@aurora.example');
  const button = frame.getByRole('button', { name: 'Add note' });
  const before = await button.boundingBox();
  await button.click();
  await expect(frame.getByRole('alert')).toHaveText('Write a few words first.');
  expect((await button.boundingBox())?.width).toBe(before?.width);
});

for (const width of [390, 680]) {
  test(`the wall fits ${width} px, with charts to read`, async ({ page, demo }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(demo.wall_url);
    await expect(page.locator('#overall')).toHaveText('All 4 live');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const view of ['cpu', 'memory', 'traffic', 'sessions']) {
      const tile = page.locator(`.tile[data-view="${view}"] iframe`);
      await tile.scrollIntoViewIfNeeded();
      const frame = await frameIn(tile);
      const heights = await frame
        .locator('.panel:not([hidden]) .plot')
        .evaluateAll((plots) => plots.map(({ clientHeight }) => clientHeight));
      expect(Math.min(...heights)).toBeGreaterThan(100);
      expect(await cutOff(frame)).toEqual([]);
    }
  });
}
