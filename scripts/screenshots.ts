/**
 * Takes the pictures in `docs/images` from a demo that runs (`npm start`) and has run for a while, so
 * that its charts have a history. By hand: `node scripts/screenshots.ts`
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { chromium, type Page } from '@playwright/test';
import { findChromium } from './browser.mjs';

const ROOT = join(import.meta.dirname, '..');
const IMAGES = join(ROOT, 'docs', 'images');
const SETTLE_MS = 1500;
const BETWEEN_NOTES_MS = 15_000;
const RENEWAL_TIMEOUT_MS = 180_000;

interface Demo {
  portal_url: string;
  wall_url: string;
  users: { email: string; password: string }[];
}

const demo = JSON.parse(readFileSync(join(ROOT, '.casement', 'demo.json'), 'utf8')) as Demo;
const executablePath = findChromium(() => chromium.executablePath());
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
mkdirSync(IMAGES, { recursive: true });

const pictures = await Promise.all(
  (['light', 'dark'] as const).map(async (theme) => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: theme,
      locale: 'en-GB',
    });
    return [
      { name: `portal-${theme}`, page: await openPortal(await context.newPage()) },
      { name: `wall-${theme}`, page: await openWall(await context.newPage(), theme) },
    ];
  }),
);
// Marks on the charts, while the sessions run up to their first renewal.
for (const text of ['Deployed release 4.2', 'Started the nightly import', 'Import is through']) {
  await pictures[0]?.[0]?.page.waitForTimeout(BETWEEN_NOTES_MS);
  await writeNote(pictures[0]?.[0]?.page, text);
}
for (const { name, page } of pictures.flat()) {
  // What the pictures are there to show: sessions that have renewed.
  const renewed = page.locator('#renewals', { hasText: /[1-9]/ });
  await renewed.waitFor({ timeout: RENEWAL_TIMEOUT_MS });
  const path = join(IMAGES, `${name}.png`);
  await page.bringToFront();
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path });
  console.log(path);
}
await browser.close();

async function openPortal(page: Page): Promise<Page> {
  const [user] = demo.users;
  await page.goto(demo.portal_url);
  await page.getByLabel('E-mail').fill(user?.email ?? '');
  await page.getByLabel('Password').fill(user?.password ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  return page;
}

async function openWall(page: Page, theme: string): Promise<Page> {
  await page.goto(`${demo.wall_url}/?theme=${theme}`);
  return page;
}

async function writeNote(portal: Page | undefined, text: string): Promise<void> {
  const frame = portal?.frameLocator('#operations iframe');
  await frame?.getByLabel('Note', { exact: true }).fill(text);
  await frame?.getByRole('button', { name: 'Add note' }).click();
}
