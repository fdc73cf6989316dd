import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { test as base, expect } from '../support/fixtures.ts';
import type { ReactBench, Rendering } from './apps/react-bench.tsx';
import { buildApp } from './build-app.ts';

declare global {
  interface Window {
    bench: ReactBench;
  }
}

const built = new Map<18 | 19, Promise<Record<string, string>>>();

/** The bench, built with a version of React once per run. */
export async function benchFiles(react: 18 | 19): Promise<Record<string, string>> {
  let files = built.get(react);
  if (files === undefined) {
    files = buildApp({
      react,
      sources: {
        'index.html': `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title><body><div id="root" style="width:600px;height:400px"></div><script type="module" src="/main.tsx"></script></body></html>`,
        'main.tsx': await readFile(new URL('apps/react-bench.tsx', import.meta.url), 'utf8'),
      },
    });
    built.set(react, files);
  }
  return files;
}

interface Bench {
  /** Properties that embed. */
  props: Rendering['props'];
  open(page: Page, react: 18 | 19, path?: string): Promise<void>;
  render(page: Page, rendering?: Partial<Rendering>): Promise<void>;
  heard(page: Page): Promise<string[]>;
}

export const test = base.extend<{ bench: Bench }>({
  bench: async ({ embedding }, use) => {
    const { portal, site } = embedding;
    const props: Rendering['props'] = {
      src: embedding.src(),
      title: 'Operations',
      challengeCodeUrl: '/challenge-code',
      style: { height: 400 },
    };
    await use({
      props,
      async open(page, react, path = '/index.html') {
        Object.assign(portal.files, await benchFiles(react));
        await page.addInitScript(() => {
          window.unhandled = [];
          addEventListener('unhandledrejection', ({ reason }) => {
            window.unhandled.push(String(reason));
          });
        });
        await page.goto(portal.origin + path);
        await page.waitForFunction(() => window.bench !== undefined);
        const version = await page.evaluate(() => window.bench.version);
        expect(version).toMatch(new RegExp(`^${react}\\.`));
        expect(site.loads).toBe(0);
      },
      async render(page, rendering) {
        await page.evaluate((given) => window.bench.render(given), { props, ...rendering });
      },
      heard: (page) => page.evaluate(() => window.bench.heard),
    });
  },
});

/** Waits until the dashboard is live; answers how many frames the page has. */
export async function live(page: Page): Promise<number> {
  await page.waitForFunction(() => window.bench.handle?.state === 'active');
  return page.locator('iframe').count();
}

export { expect };
