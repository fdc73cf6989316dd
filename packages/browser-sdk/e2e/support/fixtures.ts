import { type SimulatedIssuer, startSimulatedIssuer } from '@casement/server-sdk/testing';
import { test as base, expect, type Frame, type Page } from '@playwright/test';
import type { SessionEvents } from '../../src/frame/embedded-session.ts';
import type { EmbeddedSession } from '../../src/frame/index.ts';
import type { EmbeddedDashboard, EmbedOptions } from '../../src/host/index.ts';
import { type DashboardSite, type Portal, startDashboardSite, startPortal } from './sites.ts';

declare global {
  interface Window {
    // Host page
    dashboard: EmbeddedDashboard;
    states: string[];
    errors: string[];
    readyCode: string | undefined;
    unhandled: string[];
    events: unknown[];
    // Frame
    session: EmbeddedSession;
    statuses: string[];
    connect(options?: object): Promise<EmbeddedSession>;
    connectError: string | undefined;
    firstContext: { context: unknown; hasSession: boolean } | undefined;
  }
}

/** Options that survive the way into the browser. */
export type PlainOptions = Partial<Omit<EmbedOptions, 'container' | 'fetchChallengeCode'>> & {
  container?: string;
};

export interface Embedding {
  issuer: SimulatedIssuer;
  portal: Portal;
  site: DashboardSite;
  /** Opens the portal page with the SDK loaded and nothing embedded. */
  open(page: Page): Promise<void>;
  /** The address of the framed document. */
  src(path?: string): string;
  /** Embeds into the open page; does not wait. */
  embed(page: Page, options?: PlainOptions): Promise<void>;
  /** The framed document. */
  frame(page: Page): Frame;
}

export const test = base.extend<{ embedding: Embedding }>({
  embedding: async ({ page: _ }, use) => {
    const issuer = await startSimulatedIssuer({ expiresIn: 60, renewIn: 40 });
    const portal = await startPortal(issuer);
    const site = await startDashboardSite(issuer);
    const src = (path = '/'): string =>
      `${site.origin}${path}?client_id=${issuer.clientId}&issuer=${encodeURIComponent(issuer.url)}`;
    await use({
      issuer,
      portal,
      site,
      src,
      async open(page) {
        await page.addInitScript(() => {
          window.unhandled = [];
          addEventListener('unhandledrejection', ({ reason }) => {
            window.unhandled.push(String(reason));
          });
        });
        await page.goto(portal.origin);
      },
      async embed(page, options) {
        const defaults = {
          container: '#dashboard',
          src: src(),
          title: 'Operations',
          challengeCodeUrl: '/challenge-code',
        };
        await page.evaluate(
          async (given) => {
            const { embedDashboard } = (await import(
              /* @vite-ignore */ '/host.js' as string
            )) as typeof import('../../src/host/index.ts');
            window.states = [];
            window.errors = [];
            window.events = [];
            window.readyCode = undefined;
            const dashboard = embedDashboard(given);
            window.dashboard = dashboard;
            dashboard.on('statechange', ({ state }) => window.states.push(state));
            dashboard.on('error', ({ code }) => window.errors.push(code));
            dashboard.on('event', (event) => window.events.push(event));
            dashboard.ready.then(
              () => {
                window.readyCode = 'ready';
              },
              (error) => {
                window.readyCode = error.code;
              },
            );
          },
          { ...defaults, ...options },
        );
      },
      frame(page) {
        const found = page.frames().find((frame) => frame.url().startsWith(site.origin));
        if (found === undefined) throw new Error('There is no dashboard frame in the page.');
        return found;
      },
    });
    await Promise.all([issuer.close(), portal.close(), site.close()]);
  },
});

/**
 * Listens to the session from now on: whatever the test does next is heard.
 * @returns waits for the first that it has heard
 */
export async function hear(
  frame: Frame,
  name: keyof SessionEvents,
): Promise<() => Promise<unknown>> {
  await frame.evaluate((event) => {
    const heard = new Promise((resolve) => window.session.on(event, resolve));
    Object.assign(window, { [`heard ${event}`]: heard });
  }, name);
  return () => frame.evaluate((event) => Reflect.get(window, `heard ${event}`), name);
}

/** Waits until the host's `ready` has settled: `ready`, or the code it rejected with. */
export async function settled(page: Page): Promise<string | undefined> {
  await page.waitForFunction(() => window.readyCode !== undefined);
  return page.evaluate(() => window.readyCode);
}

export { expect };
