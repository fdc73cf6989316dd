import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import type { CasementDashboardElement } from '../../src/element/index.ts';
import { test as base, expect } from '../support/fixtures.ts';

declare global {
  interface Window {
    axe: { run(context: Document, options: object): Promise<AxeResults> };
    violations: string[];
    /** The element of the page. */
    element: CasementDashboardElement;
    /** Names of its events, in order. */
    heard: string[];
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SCRIPT = `
  import { defineCasementDashboard } from '/element.js';
  window.violations = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    window.violations.push(effectiveDirective + ' ' + blockedURI);
  });
  window.heard = [];
  window.defineCasementDashboard = defineCasementDashboard;
  window.element = document.querySelector('casement-dashboard');
  for (const name of ['ready', 'statechange', 'renewed', 'event', 'error', 'heightchange']) {
    window.element?.addEventListener(name, ({ detail }) => {
      window.heard.push(name + (detail?.state ? ' ' + detail.state : detail?.code ? ' ' + detail.code : ''));
    });
  }
  if (!location.search.includes('later')) defineCasementDashboard();
`;

interface ElementPage {
  /** A policy that allows what the page needs, to the letter, and nothing else. */
  policy: string;
  /** Opens a page with one element of these attributes, under that policy. */
  open(
    page: Page,
    attributes?: Record<string, string>,
    options?: { query?: string; lang?: string },
  ): Promise<Locator>;
}

export const test = base.extend<{ elementPage: ElementPage }>({
  elementPage: async ({ embedding }, use) => {
    const { portal, site } = embedding;
    const elementPage: ElementPage = {
      policy: `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src ${site.origin}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
      async open(page, attributes, { query = '', lang = 'en' } = {}) {
        portal.headers['content-security-policy'] = elementPage.policy;
        const given = {
          src: embedding.src(),
          'dashboard-title': 'Operations',
          'challenge-code-url': '/challenge-code',
          ...attributes,
        };
        const text = Object.entries(given)
          .map(([name, value]) => `${name}="${value.replaceAll('&', '&amp;')}"`)
          .join(' ');
        portal.files['/page.css'] =
          'body { margin: 16px; font-family: system-ui, sans-serif } casement-dashboard { width: 720px; height: 420px }';
        portal.files['/page.js'] = SCRIPT;
        portal.files['/element-page'] =
          `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>Portal</title><link rel="stylesheet" href="/page.css"><script type="module" src="/page.js"></script><body><main><h1>Portal</h1><casement-dashboard ${text}></casement-dashboard></main></body></html>`;
        await page.goto(`${portal.origin}/element-page${query}`);
        return page.locator('casement-dashboard');
      },
    };
    await use(elementPage);
  },
});

/** Waits until the element's dashboard is in that state. */
export async function inState(page: Page, state: string): Promise<void> {
  await page.waitForFunction((wanted) => window.element.dashboard?.state === wanted, state);
}

/** Everything that axe finds in the page, open shadow roots included. */
export async function faultsIn(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { iframes: false, resultTypes: ['violations'] }),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

export { expect };
