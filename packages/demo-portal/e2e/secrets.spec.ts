import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page, Response } from '@playwright/test';
import { STORAGE_OPEN, withPreferences } from './browser-profile.ts';
import { expect, test } from './demo.ts';
import { openPortal, renewedTimes } from './pages.ts';

test.use({ renewFractions: { min: 0.02, max: 0.03 } });

test('no secret, code or token in addresses, DOM, storage, console or logs', async ({
  demo,
  launchOptions,
}) => {
  const secrets = new Set([
    demo.clients.portal.client_secret,
    demo.clients.wall.client_secret,
    demo.dashboard.client_secret,
    ...demo.users.map(({ password }) => password),
  ]);
  const addresses: string[] = [];
  const printed: string[] = [];
  const seen: string[] = [];
  // Storage is open, so that there is a place where something could be found.
  await withPreferences(launchOptions, STORAGE_OPEN, async (page) => {
    page.on('console', (message) => printed.push(message.text()));
    page.on('request', (request) => addresses.push(request.url()));
    const reading: Promise<void>[] = [];
    page.on('response', (response) => {
      const path = new URL(response.url()).pathname;
      if (path === '/embed/token' || path.includes('/challenge-code')) reading.push(read(response));
    });
    const read = async (response: Response): Promise<void> => {
      const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
      for (const value of [body.challenge_code, body.access_token]) {
        if (typeof value === 'string') secrets.add(value);
      }
    };
    const frame = await openPortal(page, demo, 'ana@aurora.example');
    await renewedTimes(frame, 2);
    // While their page is there to be asked for them.
    await Promise.all(reading);
    seen.push(...(await everythingIn(page)));
    await page.goto(demo.wall_url);
    await expect(page.locator('#overall')).toHaveText('All 4 live');
    await Promise.all(reading);
    seen.push(...(await everythingIn(page)));
  });

  // Two clients, a dashboard, a password for all, and a code and a token for each of five frames and two renewals.
  expect(secrets.size).toBeGreaterThanOrEqual(4 + 2 * 7);
  const places = { addresses, printed, seen, logs: [demo.logged()] };
  for (const [place, texts] of Object.entries(places)) {
    const found = [...secrets].filter((secret) => texts.some((text) => text.includes(secret)));
    expect(found, place).toEqual([]);
  }
  expect(demo.logged()).toContain('/embed/token');
});

test('what stands in the data folder is for its owner only', async ({ demo }) => {
  for (const name of ['demo.json', 'dashboards.json', 'encryption-key']) {
    expect((await stat(join(demo.dataFolder, name))).mode & 0o077, name).toBe(0);
  }
  const databaseFiles = (await readdir(demo.dataFolder)).filter((name) => name.includes('.db'));
  expect(databaseFiles.length).toBeGreaterThan(0);
  for (const name of databaseFiles) {
    const bytes = await readFile(join(demo.dataFolder, name), 'latin1');
    expect(bytes).not.toContain(demo.clients.wall.client_secret);
    expect(bytes).not.toContain(demo.users[0]?.password);
  }
});

/** Document, attributes included, and every storage, of the page and of each frame in it. */
function everythingIn(page: Page): Promise<string[]> {
  return Promise.all(
    page.frames().map((frame) =>
      frame.evaluate(async () => {
        const databases = await indexedDB.databases();
        const inputs = [...document.querySelectorAll('input')].map(({ value }) => value);
        const stored = [localStorage, sessionStorage].map((storage) => JSON.stringify(storage));
        return [
          document.documentElement.outerHTML,
          document.cookie,
          JSON.stringify(databases),
          ...inputs,
          ...stored,
        ].join('\n');
      }),
    ),
  );
}
