import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { expect, test } from './demo.ts';
import { frameIn, openPortal } from './pages.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  interface Window {
    axe: { run(context: Document, options: object): Promise<AxeResults> };
  }
}

/** Everything that axe finds in one document, with the element, so that a failure says where. */
async function faultsIn(document: Page | Frame): Promise<string[]> {
  await document.evaluate(AXE);
  const { violations } = await document.evaluate(() =>
    // Each frame is looked at on its own; axe's own way into frames needs scripts in all of them.
    window.axe.run(window.document, { iframes: false, resultTypes: ['violations'] }),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

for (const theme of ['light', 'dark'] as const) {
  test(`sign-in, portal and dashboard have no accessibility fault in ${theme}`, async ({
    page,
    demo,
  }) => {
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(`${demo.portal_url}/sign-in`);
    expect(await faultsIn(page)).toEqual([]);
    await page.getByLabel('E-mail').fill('nobody@aurora.example');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('alert')).not.toBeEmpty();
    expect(await faultsIn(page)).toEqual([]);

    const frame = await openPortal(page, demo, 'ana@aurora.example');
    await frame.getByLabel('Note', { exact: true }).fill('A note for the list');
    await frame.getByRole('button', { name: 'Add note' }).click();
    await expect(frame.locator('.note-text')).not.toHaveCount(0);
    await frame.getByRole('button', { name: 'Add note' }).click();
    await expect(frame.getByRole('alert')).not.toBeEmpty();
    expect(await faultsIn(page)).toEqual([]);
    expect(await faultsIn(frame)).toEqual([]);
  });

  test(`wall and its tiles have no accessibility fault in ${theme}`, async ({ page, demo }) => {
    await page.goto(`${demo.wall_url}/?theme=${theme}`);
    await expect(page.locator('#overall')).toHaveText('All 4 live');
    expect(await faultsIn(page)).toEqual([]);
    for (const view of ['cpu', 'memory', 'traffic', 'sessions']) {
      const frame = await frameIn(page.locator(`.tile[data-view="${view}"] iframe`));
      expect(await faultsIn(frame)).toEqual([]);
    }
  });
}

test('screen readers are told of states, not of every second', async ({ page, demo }) => {
  const frame = await openPortal(page, demo, 'ben@aurora.example');
  const changes = await frame.evaluate(async () => {
    const live = document.querySelectorAll('[role="status"], [role="alert"], [aria-live]');
    let count = 0;
    const observer = new MutationObserver((records) => {
      count += records.length;
    });
    for (const element of live) {
      observer.observe(element, { childList: true, characterData: true, subtree: true });
    }
    await new Promise((resolve) => setTimeout(resolve, 4000));
    return { regions: live.length, count };
  });
  expect(changes.regions).toBeGreaterThan(0);
  expect(changes.count).toBe(0);
});
