import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type LaunchOptions, type Page } from '@playwright/test';

/** Preferences of somebody who lets third parties store; in private windows the default is not to. */
export const STORAGE_OPEN = { block_third_party_cookies: false, cookie_controls_mode: 0 };

/** A browser whose user has set these preferences before it started. */
export async function withPreferences(
  launchOptions: LaunchOptions,
  profile: object,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'casement-profile-'));
  await mkdir(join(folder, 'Default'));
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify({ profile }));
  const context = await chromium.launchPersistentContext(folder, launchOptions);
  try {
    await use(await context.newPage());
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  }
}
