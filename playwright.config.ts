import { availableParallelism } from 'node:os';
import { chromium, defineConfig } from '@playwright/test';
import { testChromiumOptions } from './scripts/browser.mjs';

/** What waits out a minute of the protocol, or nearly: at the end, one worker would wait for it alone. */
const LONG = ['demo-portal/e2e/wall.spec.ts', 'browser-sdk/e2e/real-service.spec.ts'];

export default defineConfig({
  testDir: 'packages',
  fullyParallel: false,
  projects: [
    { name: 'long', testMatch: LONG },
    { name: 'others', testMatch: '*/e2e/**/*.spec.ts', testIgnore: LONG },
  ],
  // Tests wait for timers and networks half of their time, so three share two cores well.
  workers: availableParallelism() + 1,
  globalSetup: './packages/demo-portal/e2e/global-setup.ts',
  forbidOnly: true,
  // On a busy machine all takes ten times as long, and each wait ends with what it waits for.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    launchOptions: testChromiumOptions(() => chromium.executablePath()),
    // Pictures of every step would cost as much as some tests; the documents themselves say more.
    trace: { mode: 'retain-on-failure', screenshots: false },
  },
});
