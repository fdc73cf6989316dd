/** Time that passes only where a test lets it, and what has to be waited for before it may. */
import { PATHS } from '@casement/server-sdk/contract';
import type { Fault, Injection, SimulatedIssuer } from '@casement/server-sdk/testing';
import type { Frame, Page, Request } from '@playwright/test';
import type { Embedding } from './fixtures.ts';

declare global {
  interface Window {
    /** In the frame: a token has been asked for, and has not come yet. */
    isAsking: boolean;
  }
}

/**
 * From now on the clock of the page and its frames, which the test has installed, stands, and goes on by
 * what the test runs it for.
 */
export async function stopPageClock(page: Page): Promise<void> {
  const stop = async (): Promise<void> => {
    const times = page.frames().map((frame) => frame.evaluate(() => Date.now()));
    await page.clock.pauseAt(Math.max(...(await Promise.all(times))) + 1_000);
  };
  // A busy machine may be past that by then: then all clocks stand already, and can be set.
  await stop().catch(stop);
}

/** From now on the servers' clock stands, and goes on by what is added to its offset. */
export function stopServersClock(issuer: SimulatedIssuer): void {
  let standsAt = Date.now() + issuer.clockOffsetMs;
  Object.defineProperty(issuer, 'clockOffsetMs', {
    configurable: true,
    enumerable: true,
    get: () => standsAt - Date.now(),
    set(offset: number) {
      standsAt = Date.now() + offset;
    },
  });
}

/** `requests`: there will be an answer. `under way`: a session is at work in the page. */
export type Busyness = 'no' | 'requests' | 'under way';

/** Answers a function that says whether something goes on that is not kept waiting by a fault of the test. */
export function watchBusyness(
  page: Page,
  { issuer, portal, site }: Embedding,
): () => Promise<Busyness> {
  const open = new Set<Request>();
  page.on('request', (request) => open.add(request));
  page.on('requestfinished', (request) => void open.delete(request));
  page.on('requestfailed', (request) => void open.delete(request));
  const isKeptWaiting = watchSilences(page, { issuer, portal });

  return async () => {
    const waiting = [...open].filter((request) => !isGone(request));
    if (waiting.some((request) => !isKeptWaiting(request))) return 'requests';
    if (waiting.length > 0) return 'no';
    const [, first] = page.frames();
    if (first === undefined) return 'no';
    const [told, seen] = await Promise.all([
      page.evaluate(() => [window.dashboard.state, window.dashboard.status.renewals].join(' ')),
      first.url().startsWith(site.origin) ? sessionsBeside(first) : [AT_WORK],
    ]);
    if (seen.includes(AT_WORK)) return 'under way';
    // The host hears of the frame's state a little later.
    return seen.length === 1 && seen[0] !== told ? 'under way' : 'no';
  };
}

const AT_WORK = 'at work';

/**
 * State and renewals of the session in each frame of the page, asked of one, as asking them all takes long;
 * `at work` while it comes up, or is just getting a token.
 */
function sessionsBeside(frame: Frame): Promise<string[]> {
  return frame
    .evaluate(
      (atWork) =>
        Array.from({ length: parent.frames.length }, (_, index) => {
          try {
            const { session, isAsking } = parent.frames[index] as Window;
            const { state, renewals, renewsAt } = session.status;
            const isDue = renewsAt === null || renewsAt <= Date.now();
            return isAsking && isDue ? atWork : `${state} ${renewals}`;
          } catch {
            // It has no session yet, or no document of that origin.
            return atWork;
          }
        }),
      AT_WORK,
    )
    .catch(() => [AT_WORK]);
}

/** Its frame was taken out of the page: nobody will hear how it ended. */
function isGone(request: Request): boolean {
  try {
    return request.frame().isDetached();
  } catch {
    return false;
  }
}

/** Answers a function that says whether a request has met a fault that leaves it without an answer. */
function watchSilences(
  page: Page,
  { issuer, portal }: Pick<Embedding, 'issuer' | 'portal'>,
): (request: Request) => boolean {
  const silences: { url: string; injection: Injection; met: Request[] }[] = [];
  const remember = (url: string, fault: Fault, injection: Injection): Injection => {
    if (fault === 'silence' || fault === 'hold') silences.push({ url, injection, met: [] });
    return injection;
  };
  const [askIssuer, askPortal] = [issuer.inject, portal.inject];
  issuer.inject = (endpoint, fault, options) =>
    remember(issuer.url + PATHS[endpoint], fault, askIssuer(endpoint, fault, options));
  portal.inject = (endpoint, fault, options) =>
    remember(`${portal.url}/challenge-code`, fault, askPortal(endpoint, fault, options));
  page.on('request', (request) => {
    for (const { url, met } of silences) if (request.url() === url) met.push(request);
  });
  return (request) =>
    silences.some(({ injection, met }) => met.slice(0, injection.hits).includes(request));
}
