import type { Browser, CDPSession } from '@playwright/test';
import { startRealSites } from '../e2e/support/real-service.ts';
import type { EmbeddedDashboard } from '../src/host/index.ts';
import { type Measurement, measure } from './measurement.ts';

declare global {
  interface Window {
    wall: EmbeddedDashboard[];
    /** Requests that the frame has made with its token, by status; a rejection counts as 0. */
    answers: Record<number, number>;
    isResting: boolean;
    underWay: number;
  }
}

/** The portal page's process and that of the frames. */
export type Measurements = Record<'host' | 'frames', Measurement>;

export interface Wall {
  /** Renewals so far, of each frame. */
  renewals(): Promise<number[]>;
  /** Counts at a moment when nothing is under way. */
  measure(): Promise<Measurements>;
  /** Loads of the framed document, of all frames together. */
  loads(): number;
  /** Answers that the frames got for their data requests, by status, of all frames together. */
  answers(): Promise<Record<number, number>>;
  /** States that are not `active` or `renewing`, as they came. */
  troubles(): Promise<string[]>;
  /** Requests of the page and its frames that failed or were refused. */
  failed: readonly string[];
  close(): Promise<void>;
}

/** How often each frame asks for data, as a dashboard does. */
const DATA_INTERVAL_MS = 1_000;
/** No renewal is due for so long: time enough to count. */
const REST_MS = 150;

/** A page of many frames against the real auth service, whose configuration has them renew every second. */
export async function openWall(browser: Browser, frameCount: number): Promise<Wall> {
  const sites = await startRealSites();
  const page = await browser.newPage();
  const failed: string[] = [];
  page.on('requestfailed', (request) => {
    failed.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400)
      failed.push(`${response.request().method()} ${response.url()}: ${response.status()}`);
  });
  page.on('pageerror', (error) => failed.push(`page error: ${error.message}`));

  await page.goto(sites.portal);
  await page.evaluate(
    async ([src, count]) => {
      const { embedDashboard } = (await import(
        '/host.js' as string
      )) as typeof import('../src/host/index.ts');
      window.wall = Array.from({ length: count }, (_, index) =>
        embedDashboard({
          container: '#dashboard',
          src,
          title: `Dashboard ${index + 1}`,
          challengeCodeUrl: '/challenge-code',
          wall: true,
        }),
      );
      const troubles: string[] = [];
      Object.assign(window, { troubles });
      await Promise.all(window.wall.map(({ ready }) => ready));
      for (const [index, dashboard] of window.wall.entries()) {
        dashboard.on('statechange', ({ state, reason }) => {
          if (state === 'active' || state === 'renewing') return;
          troubles.push(`frame ${index + 1}: ${state} ${reason?.code ?? ''}`);
        });
      }
    },
    [sites.src, frameCount] as const,
  );
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  for (const frame of frames) {
    await frame.evaluate((interval) => {
      window.answers = {};
      window.isResting = false;
      window.underWay = 0;
      // The test page's own diary, which would grow with every renewal.
      window.statuses.push = () => 0;
      setInterval(async () => {
        if (window.isResting) return;
        window.underWay += 1;
        const status = await window.session.fetch('/api/data').then(
          async (answer) => {
            await answer.json();
            return answer.status;
          },
          () => 0,
        );
        window.answers[status] = (window.answers[status] ?? 0) + 1;
        window.underWay -= 1;
      }, interval);
    }, DATA_INTERVAL_MS);
  }

  const sessions: Record<keyof Measurements, CDPSession> = {
    host: await page.context().newCDPSession(page),
    // All of one site, hence of one process.
    frames: await page.context().newCDPSession(frames[0] ?? page),
  };
  for (const session of Object.values(sessions)) await session.send('Performance.enable');

  async function rest(isResting: boolean): Promise<void> {
    await Promise.all(
      frames.map((frame) =>
        frame.evaluate((value) => {
          window.isResting = value;
        }, isResting),
      ),
    );
    if (!isResting) return;
    for (const frame of frames) await frame.waitForFunction(() => window.underWay === 0);
    await page.waitForFunction(
      (ms) =>
        window.wall.every(
          ({ state, status }) => state === 'active' && Number(status.renewsAt) - Date.now() > ms,
        ),
      REST_MS,
      { polling: 20 },
    );
  }

  const renewals = (): Promise<number[]> =>
    page.evaluate(() => window.wall.map(({ status }) => status.renewals));

  /** Whether no renewal has begun since these were counted. */
  const restedSince = (counts: readonly number[]): Promise<boolean> =>
    page.evaluate(
      (known) =>
        window.wall.every(
          ({ state, status }, at) => state === 'active' && status.renewals === known[at],
        ),
      counts,
    );

  return {
    renewals,
    async measure() {
      for (;;) {
        await rest(true);
        const before = await renewals();
        const [host, inFrames] = await Promise.all([
          measure(sessions.host),
          measure(sessions.frames),
        ]);
        // On a busy machine it takes longer than the rest, and what is under way has listeners.
        const wasResting = await restedSince(before);
        await rest(false);
        if (wasResting) return { host, frames: inFrames };
      }
    },
    loads: sites.loads,
    async answers() {
      const sum: Record<number, number> = {};
      for (const frame of frames) {
        const answers = await frame.evaluate(() => window.answers);
        for (const [status, count] of Object.entries(answers)) {
          sum[Number(status)] = (sum[Number(status)] ?? 0) + count;
        }
      }
      return sum;
    },
    troubles: () => page.evaluate(() => Reflect.get(window, 'troubles') as string[]),
    failed,
    async close() {
      await page.close();
      await sites.close();
    },
  };
}
