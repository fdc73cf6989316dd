import { expect, type Frame, type Locator, type Page, type Request } from '@playwright/test';
import type { RunningDemo } from './demo.ts';

/** Signs in to the portal, and waits until the dashboard in it is live. */
export async function openPortal(page: Page, demo: RunningDemo, email: string): Promise<Frame> {
  await signIn(page, demo, email);
  await expect(page.locator('html')).toHaveAttribute('data-state', 'active');
  return frameIn(page.locator('#operations iframe'));
}

export async function signIn(page: Page, demo: RunningDemo, email: string): Promise<void> {
  await page.goto(demo.portal_url);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(demo.users[0]?.password ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Hello');
}

/** The document inside an iframe element, once its charts are there. */
export async function frameIn(iframe: Locator): Promise<Frame> {
  const frame = await (await iframe.elementHandle())?.contentFrame();
  if (!frame) throw new Error('The iframe has no document.');
  await expect(frame.locator('.uplot').first()).toBeVisible();
  return frame;
}

export interface Telemetry {
  state: string;
  renewals: number;
  streams: number;
  sequence: number;
  gaps: number;
  repeats: number;
  failedRequests: number;
}

/** Waits until a dashboard's session has been renewed so many times. */
export async function renewedTimes(frame: Frame, times: number): Promise<void> {
  await expect
    .poll(async () => (await telemetryOf(frame)).renewals, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(times);
}

/** The figures that a dashboard shows of itself. */
export function telemetryOf(frame: Frame): Promise<Telemetry> {
  return frame.evaluate(() => {
    const { state = '', ...figures } = document.documentElement.dataset;
    const number = (name: string) => Number(figures[name] ?? Number.NaN);
    return {
      state,
      renewals: number('renewals'),
      streams: number('streams'),
      sequence: number('sequence'),
      gaps: number('gaps'),
      repeats: number('repeats'),
      failedRequests: number('failedRequests'),
    };
  });
}

const STEP_MS = 5_000;

/**
 * Lets the page's clock run ahead, which the test has installed, until something is shown; the servers'
 * clocks go their way.
 * @param withinMs by the page's clock
 */
export async function isShownWithin(page: Page, withinMs: number, shown: Locator): Promise<void> {
  for (let passed = 0; passed < withinMs && !(await soon(page, shown)); passed += STEP_MS) {
    await page.clock.fastForward(STEP_MS);
  }
  await expect(shown).toBeVisible();
}

/** Time for what the step has set off: a request or two, as long as these take on this machine. */
async function soon(page: Page, shown: Locator): Promise<boolean> {
  const open = new Set<Request>();
  const begin = (request: Request) => void (isStream(request) || open.add(request));
  const end = (request: Request) => void open.delete(request);
  page.on('request', begin);
  page.on('requestfinished', end);
  page.on('requestfailed', end);
  const giveUpAt = performance.now() + 20_000;
  let isShown = false;
  do {
    isShown = await shown.waitFor({ timeout: 700 }).then(
      () => true,
      () => false,
    );
  } while (!isShown && open.size > 0 && performance.now() < giveUpAt);
  page.off('request', begin);
  page.off('requestfinished', end);
  page.off('requestfailed', end);
  return isShown;
}

/** It has no end of its own. */
function isStream(request: Request): boolean {
  return request.url().includes('/api/stream');
}
