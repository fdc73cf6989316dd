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
const SETTLE_MS = 4000;

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

for (const theme of ['light', 'dark'] as const) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: theme,
    locale: 'en-GB',
  });
  const portal = await context.newPage();
  await portal.goto(demo.portal_url);
  const [user] = demo.users;
  await portal.getByLabel('E-mail').fill(user?.email ?? '');
  await portal.getByLabel('Password').fill(user?.password ?? '');
  await portal.getByRole('button', { name: 'Sign in', exact: true }).click();
  await take(portal, `portal-${theme}`);

  const wall = await context.newPage();
  await wall.goto(`${demo.wall_url}/?theme=${theme}`);
  await take(wall, `wall-${theme}`);
  await context.close();
}
await browser.close();

async function take(page: Page, name: string): Promise<void> {
  const path = join(IMAGES, `${name}.png`);
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path });
  console.log(path);
}
