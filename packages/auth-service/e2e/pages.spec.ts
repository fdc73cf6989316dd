/** Every page in a real browser: readable, accessible, and in need of nothing that the policy forbids. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page, test } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { samplePages } from '../test/pages/sample-views.ts';
import { servePages } from './page-server.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  interface Window {
    axe: { run(context: Document, options: object): Promise<AxeResults> };
  }
}

/** Longer than any name is allowed to be, without a place to break it. */
const LONG = 'Wirtschaftsprüfungsgesellschaft'.repeat(6);

const pages = {
  ...samplePages(),
  ...Object.fromEntries(
    Object.entries(samplePages({ client: LONG, user: LONG, team: LONG, organization: LONG })).map(
      ([name, page]) => [`${name}-long`, page],
    ),
  ),
};

let server: Awaited<ReturnType<typeof servePages>>;
test.beforeAll(async () => {
  server = await servePages(pages);
});
test.afterAll(() => server.close());

/** Everything that axe finds, with the element, so that a failure says where. */
async function faultsIn(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (runOnly) =>
      window.axe.run(window.document, {
        resultTypes: ['violations'],
        ...(runOnly ? { runOnly } : {}),
      }),
    rules,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page has an accessibility fault in ${colorScheme}, or anything blocked`, async ({
    page,
  }) => {
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('requestfailed', (request) => complaints.push(request.url()));
    await page.emulateMedia({ colorScheme });
    for (const name of Object.keys(samplePages())) {
      await page.goto(`${server.url}/${name}`);
      // Nothing but colours differs.
      const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
      expect(await faultsIn(page, rules), name).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });
}

for (const [width, names] of [
  [320, Object.keys(pages)],
  [1280, Object.keys(pages).filter((name) => name.endsWith('-long'))],
] as const) {
  test(`at ${width} pixels nothing is cut off, and every target is large enough`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 640 });
    for (const name of names) {
      await page.goto(`${server.url}/${name}`);
      const { beyond, small } = await page.evaluate(() => ({
        beyond: [...document.body.querySelectorAll('*')]
          .filter((element) => element.getBoundingClientRect().right > window.innerWidth)
          .map(({ outerHTML }) => outerHTML.slice(0, 200)),
        small: [...document.querySelectorAll('button, .button, .field, .choice')]
          .filter((element) => element.checkVisibility())
          .filter((element) => element.getBoundingClientRect().height < 44)
          .map(({ outerHTML }) => outerHTML.slice(0, 200)),
      }));
      expect({ beyond, small }, name).toEqual({ beyond: [], small: [] });
    }
  });
}

test('OA8: all teams are chosen by keyboard, and put the single ones away until these are meant', async ({
  page,
}) => {
  await page.goto(`${server.url}/consent-or-all`);
  const single = page.getByRole('checkbox', { name: 'Finance' });
  await page.getByRole('radio', { name: 'Only the teams that I choose here' }).focus();
  await expect(single).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('radio', { name: 'All teams, also those made later' })).toBeChecked();
  await expect(single).toBeHidden();
  await page.keyboard.press('ArrowDown');
  await expect(single).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(page.getByRole('checkbox', { name: 'Operations' })).toBeChecked();
});

test('a script that got into a page would not run, and no other site can frame it', async ({
  page,
}) => {
  await page.goto(`${server.url}/consent`);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    return 'ran' in window;
  });
  expect(ran).toBe(false);
  await page.goto('data:text/html,<p>elsewhere');
  const framed = page.waitForEvent('frameattached');
  await page.evaluate((url) => {
    const frame = document.createElement('iframe');
    frame.src = url;
    document.body.append(frame);
  }, `${server.url}/sign-in`);
  const frame = await framed;
  await expect.poll(() => frame.url()).toMatch(/^chrome-error:/);
});

test('79 markup as a name is shown as it was written', async ({ page }) => {
  const evil = '<script>alert(1)</script>';
  const { consent = '' } = samplePages({
    client: evil,
    user: evil,
    team: evil,
    organization: evil,
  });
  await page.setContent(consent);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(evil);
  await expect(page.getByLabel(evil).first()).toBeAttached();
  expect(await page.locator('script').count()).toBe(0);
});
