import type { Browser, Frame, Page } from 'puppeteer-core';
import type { EmbeddedDashboard, embedDashboard } from '../../src/host/index.ts';

declare global {
  interface Window {
    embedded: EmbeddedDashboard[];
    embedDashboard: typeof embedDashboard;
    persisted: boolean | undefined;
  }
}

/** A portal's page in a profile of its own. */
export interface PortalPage {
  page: Page;
  /** Adds a dashboard to the page and waits for `ready`. */
  embed(): Promise<void>;
  /** The framed documents. */
  frames(): Frame[];
  /** Waits for the first dashboard to be in a state. */
  reaches(state: string): Promise<void>;
  /** Waits for so many renewals of every dashboard. */
  renewed(times: number): Promise<void>;
  /** Rejections that nobody handled, in page and frames. */
  unhandled(): Promise<string[]>;
  close(): Promise<void>;
}

const POLLING_MS = 50;

/**
 * @param src of the frames
 * @param clockOffsetMs how far the browser's clock is ahead, in the page and in its frames
 */
export async function openPortalPage(
  browser: Browser,
  portal: string,
  src: string,
  clockOffsetMs = 0,
): Promise<PortalPage> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.evaluateOnNewDocument((offset) => {
    window.unhandled = [];
    window.embedded = [];
    addEventListener('unhandledrejection', ({ reason }) => window.unhandled.push(String(reason)));
    addEventListener('pageshow', ({ persisted }) => {
      window.persisted = persisted;
    });
    if (offset !== 0) {
      const now = Date.now.bind(Date);
      Date.now = () => now() + offset;
    }
  }, clockOffsetMs);
  await page.goto(portal);
  // Not by import() in a function: the test runner would rewrite it.
  await page.addScriptTag({
    type: 'module',
    content: `import { embedDashboard } from '/host.js'; window.embedDashboard = embedDashboard;`,
  });
  await page.waitForFunction(() => 'embedDashboard' in window, { polling: POLLING_MS });
  return {
    page,
    async embed() {
      await page.evaluate(async (address) => {
        const dashboard = window.embedDashboard({
          container: '#dashboard',
          src: address,
          title: 'Operations',
          challengeCodeUrl: '/challenge-code',
        });
        window.embedded.push(dashboard);
        await dashboard.ready;
      }, src);
    },
    frames: () => page.frames().filter((frame) => frame.url().startsWith(new URL(src).origin)),
    async reaches(state) {
      await page.waitForFunction(
        (wanted) => window.embedded[0]?.state === wanted,
        { polling: POLLING_MS },
        state,
      );
    },
    async renewed(times) {
      await page.waitForFunction(
        (wanted) => window.embedded.every(({ status }) => status.renewals >= wanted),
        { polling: POLLING_MS },
        times,
      );
    },
    async unhandled() {
      const all = await Promise.all(
        page.frames().map((frame) => frame.evaluate(() => window.unhandled)),
      );
      return all.flat();
    },
    close: () => context.close(),
  };
}
