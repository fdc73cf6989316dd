import type { SessionStatus } from '../../src/protocol/session-status.ts';
import { BACKOFF_MAX_MS } from '../../src/renewal/backoff.ts';
import { test as base, type Embedding, expect, type PlainOptions } from './fixtures.ts';
import { trackLeftovers } from './leftovers.ts';
import { stopPageClock, stopServersClock, watchBusyness } from './standing-clock.ts';

declare global {
  interface Window {
    /** In the frame: how often the data was gone when the state changed. */
    blanks: number;
  }
}

/**
 * A dashboard that shows data in a page whose clock stands unless the test moves it, the servers' with it:
 * however long the machine takes for something, no time passes meanwhile.
 */
export interface FaultScene extends Embedding {
  /** Opens the page and embeds, up to the first data. */
  begin(options?: PlainOptions): Promise<void>;
  /** Embeds a dashboard that shows data, and waits until it is live. */
  mount(options?: PlainOptions): Promise<void>;
  /** Lets time pass for browser and servers; in steps over 2 s timers fire once per step. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** Waits, without letting more than a moment pass, until nothing is under way. */
  settle(): Promise<void>;
  /** Lets time pass until host and viewer are shown that state, and that reason. */
  reaches(state: string, reason?: string, withinMs?: number): Promise<void>;
  /** The cause has ended: live again within 2 s, or within 2 s of the next try that was planned. */
  recovers(waitAtMost?: number): Promise<void>;
  status(): Promise<SessionStatus>;
  /** How many documents the frames of this test may have loaded; 1 unless the row is about loads. */
  loads: number;
}

export const test = base.extend<{ scene: FaultScene }>({
  scene: async ({ page, embedding }, use, { errors: failures }) => {
    const { issuer, portal, site } = embedding;
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    // A third of what they live at least in production, so that less time need pass.
    issuer.expiresIn = 20;
    issuer.renewIn = 12;
    await page.clock.install();
    const leftovers = await trackLeftovers(page);
    const isBusy = watchBusyness(page, embedding);
    let before: Awaited<ReturnType<typeof leftovers>> | undefined;

    async function step(ms: number): Promise<void> {
      issuer.clockOffsetMs += ms;
      // A step so long would be over before anybody has answered: then timers fire once, and late.
      if (ms > FINE_STEP_MS) await page.clock.fastForward(ms);
      else await page.clock.runFor(ms);
    }

    const scene: FaultScene = {
      ...embedding,
      loads: 1,
      async begin(options) {
        await embedding.open(page);
        before = await leftovers();
        await stopPageClock(page);
        stopServersClock(issuer);
        await scene.mount(options);
        await expect(embedding.frame(page).locator('#data')).toHaveText(/^ana@example\.com 1$/);
      },
      async mount(options) {
        await embedding.embed(page, { src: embedding.src('/showing'), ...options });
        await scene.settle();
        expect(await page.evaluate(() => window.readyCode)).toBe('ready');
      },
      async settle() {
        const giveUpAt = performance.now() + PATIENCE_MS;
        for (let looks = 1; performance.now() < giveUpAt; looks += 1) {
          // A turn of the page, so that what has just arrived can be acted upon.
          await new Promise((resolve) => setTimeout(resolve, 8));
          const what = await isBusy();
          if (what === 'no') return;
          // What is under way may wait for a timer of a few milliseconds.
          if (what === 'under way' && looks % 2 === 0) await step(MOMENT_MS);
        }
      },
      async pass(ms, stepMs = STEP_MS) {
        for (let left = ms; left > 0; left -= stepMs) {
          await step(Math.min(left, stepMs));
          await scene.settle();
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
    await scene.pass(60_000, 30_000);
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
/** Hardly any time, but enough for the timers with which frames find each other and share requests. */
const MOMENT_MS = 30;
/** How long, in real time, the clock waits for something that is under way; only what never ends takes so long. */
const PATIENCE_MS = 20_000;

export { expect };
