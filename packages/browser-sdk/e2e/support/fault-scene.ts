import type { Frame, Page } from '@playwright/test';
import type { SessionStatus } from '../../src/protocol/session-status.ts';
import { BACKOFF_MAX_MS } from '../../src/renewal/backoff.ts';
import { test as base, type Embedding, expect, type PlainOptions, settled } from './fixtures.ts';
import { trackLeftovers } from './leftovers.ts';

declare global {
  interface Window {
    /** In the frame: how often the data was gone when the state changed. */
    blanks: number;
  }
}

/** A dashboard that shows data in a page whose clock the test moves, the servers' with it. */
export interface FaultScene extends Embedding {
  /** Opens the page and embeds, up to the first data. */
  begin(options?: PlainOptions): Promise<void>;
  /** Lets time pass for browser and servers; in steps over 2 s timers fire once per step. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** Lets time pass until host and viewer are shown that state, and that reason. */
  reaches(state: string, reason?: string, withinMs?: number): Promise<void>;
  /** The cause has ended: live again within 2 s, or within 2 s of the next try that was planned. */
  recovers(waitAtMost?: number): Promise<void>;
  status(): Promise<SessionStatus>;
  /** How many documents the frames of this test may have loaded; 1 unless the row is about loads. */
  loads: number;
}

export const test = base.extend<{ scene: FaultScene; isRealTime: boolean }>({
  /** For what the browser must do by itself; lifetimes are then a few seconds. */
  isRealTime: [false, { option: true }],
  scene: async ({ page, embedding, isRealTime }, use, { errors: failures }) => {
    const { issuer, portal, site } = embedding;
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    // A third of what they live at least in production, so that less time need pass.
    issuer.expiresIn = isRealTime ? 3 : 20;
    issuer.renewIn = isRealTime ? 1.5 : 12;
    if (!isRealTime) await page.clock.install();
    const leftovers = await trackLeftovers(page);
    const answered = watchRequests(page);
    let before: Awaited<ReturnType<typeof leftovers>> | undefined;

    const scene: FaultScene = {
      ...embedding,
      loads: 1,
      async begin(options) {
        await embedding.open(page);
        before = await leftovers();
        await embedding.embed(page, { src: embedding.src('/showing'), ...options });
        expect(await settled(page)).toBe('ready');
        await expect(embedding.frame(page).locator('#data')).toHaveText(/^ana@example\.com 1$/);
      },
      async pass(ms, stepMs = 1_000) {
        if (isRealTime) return page.waitForTimeout(ms);
        for (let left = ms; left > 0; left -= stepMs) {
          const step = Math.min(left, stepMs);
          issuer.clockOffsetMs += step;
          // A step so long would be over before anybody has answered: then timers fire once, and late.
          if (step > FINE_STEP_MS) await page.clock.fastForward(step);
          else await page.clock.runFor(step);
          await answered();
          // Between its two requests a renewal has none open: the next step would be over it.
          if (step > FINE_STEP_MS) await Promise.all(page.frames().map(landed));
        }
      },
      async reaches(state, reason, withinMs = 60_000) {
        const shown = reason === undefined ? state : `${state} ${reason}`;
        for (let passed = 0; ; passed += STEP_MS) {
          const [{ state: now, reason: why }, seen] = await Promise.all([
            scene.status(),
            embedding.frame(page).locator('#state').textContent(),
          ]);
          const told = why === undefined ? now : `${now} ${why.code}`;
          if (told === shown && seen === shown) return;
          if (passed > withinMs)
            expect([told, seen], `after ${withinMs} ms`).toEqual([shown, shown]);
          await scene.pass(STEP_MS);
        }
      },
      async recovers(waitAtMost = BACKOFF_MAX_MS) {
        // A try that began before the cause ended has to end by its own time limit first.
        let { state, reason } = await scene.status();
        for (
          let passed = 0;
          state !== 'active' && reason?.retryInMs === undefined;
          passed += STEP_MS
        ) {
          expect(passed, 'ms of the last try').toBeLessThan(TRY_LIMIT_MS);
          await scene.pass(STEP_MS);
          ({ state, reason } = await scene.status());
        }
        const wait = await page.evaluate(
          () => Number(window.dashboard.status.renewsAt) - Date.now(),
        );
        expect(wait).toBeLessThanOrEqual(waitAtMost);
        await scene.reaches('active', undefined, Math.max(0, wait) + 2_000);
      },
      status: () => page.evaluate(() => window.dashboard.status),
    };
    await use(scene);
    if (failures.length > 0) return;

    const frame = embedding.frame(page);
    await expect(frame.locator('#data')).toBeVisible();
    await expect(frame.locator('#data')).not.toBeEmpty();
    expect(await frame.evaluate(() => [window.blanks, window.unhandled])).toEqual([0, []]);
    expect(site.loads).toBe(scene.loads);
    await page.evaluate(() => window.dashboard.destroy());
    const asked = portal.requests.length + issuer.requests.length;
    await scene.pass(isRealTime ? 2_000 : 60_000, 30_000);
    expect(portal.requests.length + issuer.requests.length).toBe(asked);
    expect(await leftovers()).toEqual(before);
    expect(await page.locator('iframe').count()).toBe(0);
    expect(errors).toEqual([]);
    expect(await page.evaluate(() => window.unhandled)).toEqual([]);
  },
});

const FINE_STEP_MS = 2_000;
/** How exactly the page's time is followed. */
const STEP_MS = 1_000;
/** Host and frame give a request up after 10 s each. */
const TRY_LIMIT_MS = 21_000;
/** How long, in real time, a request may keep the clock of the page from going on. */
const PATIENCE_MS = 400;

/** Waits until no renewal is under way in the frame, however busy the machine is. */
async function landed(frame: Frame): Promise<void> {
  const isLanded = () => window.session?.state !== 'renewing';
  await frame.waitForFunction(isLanded, undefined, { timeout: 5_000 }).catch(() => {});
}

/** Answers a function that waits until the page's requests are answered, but not for ever. */
function watchRequests(page: Page): () => Promise<void> {
  const open = new Map<object, number>();
  page.on('request', (request) => open.set(request, performance.now()));
  page.on('requestfinished', (request) => void open.delete(request));
  page.on('requestfailed', (request) => void open.delete(request));
  return async () => {
    // A turn of the page, so that what has just arrived can be acted upon.
    do await new Promise((resolve) => setTimeout(resolve, 8));
    while ([...open.values()].some((since) => performance.now() - since < PATIENCE_MS));
  };
}

export { expect };
