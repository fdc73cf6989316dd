import { chromium, defineConfig } from '@playwright/test';
import { testChromiumOptions } from './scripts/browser.mjs';

export default defineConfig({
  testDir: 'packages',
  testMatch: '*/e2e/**/*.spec.ts',
  fullyParallel: false,
  // Most tests wait for timers and networks, so two share a core well.
  workers: 2,
  globalSetup: './packages/demo-portal/e2e/global-setup.ts',
  forbidOnly: true,
  timeout: 60_000,
  // On a busy machine a first connection takes longer than the usual 5 s.
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    launchOptions: testChromiumOptions(() => chromium.executablePath()),
    // Pictures of every step would cost as much as some tests; the documents themselves say more.
    trace: { mode: 'retain-on-failure', screenshots: false },
  },
});
