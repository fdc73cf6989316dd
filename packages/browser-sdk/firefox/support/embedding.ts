import { type SimulatedIssuer, startSimulatedIssuer } from '@casement/server-sdk/testing';
import type { Browser, Frame, Page } from 'puppeteer-core';
import {
  type DashboardSite,
  type Portal,
  startDashboardSite,
  startPortal,
} from '../../e2e/support/sites.ts';
import type { EmbeddedDashboard, embedDashboard } from '../../src/host/index.ts';

declare global {
  interface Window {
    embedded: EmbeddedDashboard[];
    embedDashboard: typeof embedDashboard;
    persisted: boolean | undefined;
  }
}

/** A portal's page in a profile of its own, auth service and dashboard behind it. */
export interface Embedding {
  issuer: SimulatedIssuer;
  portal: Portal;
  site: DashboardSite;
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

/** Tokens of 60 s that are renewed as often as the machine lets them be: twice a second. */
export async function openEmbedding(browser: Browser, clockOffsetMs = 0): Promise<Embedding> {
  const issuer = await startSimulatedIssuer({ expiresIn: 60, renewIn: 0.5 });
  const portal = await startPortal(issuer);
  const site = await startDashboardSite(issuer);
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
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
  await page.goto(portal.origin);
  // Not by import() in a function: the test runner would rewrite it.
  await page.addScriptTag({
    type: 'module',
    content: `import { embedDashboard } from '/host.js'; window.embedDashboard = embedDashboard;`,
  });
  await page.waitForFunction(() => 'embedDashboard' in window, { polling: POLLING_MS });
  const src = `${site.origin}/?client_id=${issuer.clientId}&issuer=${encodeURIComponent(issuer.url)}`;
  const embedding: Embedding = {
    issuer,
    portal,
    site,
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
    frames: () => page.frames().filter((frame) => frame.url().startsWith(site.origin)),
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
    async close() {
      await context.close();
      await Promise.all([issuer.close(), portal.close(), site.close()]);
    },
  };
  return embedding;
}
