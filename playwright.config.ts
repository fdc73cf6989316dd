import { chromium, defineConfig } from '@playwright/test';
import { chromiumOptions } from './scripts/browser.mjs';

export default defineConfig({
  testDir: 'packages',
  testMatch: '*/e2e/**/*.spec.ts',
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  reporter: [['list']],
  use: {
    launchOptions: chromiumOptions(() => chromium.executablePath()),
    trace: 'retain-on-failure',
  },
});
