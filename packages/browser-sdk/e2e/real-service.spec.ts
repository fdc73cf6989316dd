import type { Page } from '@playwright/test';
import { test as base, expect, settled } from './support/fixtures.ts';
import { type RealSites, startRealSites } from './support/real-service.ts';

const test = base.extend<{ sites: RealSites }>({
  sites: async ({ page: _ }, use) => {
    const sites = await startRealSites();
    await use(sites);
    await sites.close();
  },
});

async function embedMany(page: Page, src: string, count: number) {
  await page.evaluate(
    async ([address, many]) => {
      const { embedDashboard } = (await import(
        '/host.js' as string
      )) as typeof import('../src/host/index.ts');
      const dashboards = Array.from({ length: many }, (_, index) =>
        embedDashboard({
          container: '#dashboard',
          src: address,
          title: `Dashboard ${index}`,
          challengeCodeUrl: '/challenge-code',
        }),
      );
      Object.assign(window, { dashboards });
      await Promise.all(dashboards.map(({ ready }) => ready));
    },
    [src, count] as const,
  );
}

test('EM10 four frames renew 20 times each against the real auth service, loaded once, no request failed', async ({
  page,
  sites,
}) => {
  test.slow();
  await page.goto(sites.portal);
  await embedMany(page, sites.src, 4);
  const frames = page.frames().filter((frame) => frame.url().startsWith(sites.dashboard));
  expect(frames).toHaveLength(4);
  const results = await Promise.all(
    frames.map((frame) =>
      frame.evaluate(async () => {
        const statuses: Record<number, number> = {};
        while (window.session.renewals < 20) {
          const { status } = await window.session.fetch('/api/data');
          statuses[status] = (statuses[status] ?? 0) + 1;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return Object.keys(statuses);
      }),
    ),
  );
  expect(results).toEqual([['200'], ['200'], ['200'], ['200']]);
  expect(sites.refused).toEqual([]);
  expect(sites.loads()).toBe(4);
});

test('EM12 a paused client pauses its frames at the next renewal, data requests with it', async ({
  page,
  sites,
}) => {
  await page.goto(sites.portal);
  await embedMany(page, sites.src, 1);
  await sites.service.administration.clients.pause(sites.clientId);
  await page.waitForFunction(() => Reflect.get(window, 'dashboards')[0].state === 'paused');
  const { reason, staleSince } = await page.evaluate(
    () => Reflect.get(window, 'dashboards')[0].status,
  );
  expect(reason.code).toBe('client_disabled');
  expect(staleSince).toBeGreaterThan(0);
  expect(sites.loads()).toBe(1);
});

test('EM19 a wall that is opened while its client is paused says why, and recovers once it is resumed', async ({
  page,
  sites,
  embedding,
}) => {
  test.slow();
  const { clients } = sites.service.administration;
  await clients.pause(sites.clientId);
  // As many portals have it: the page cannot even ask whether the dashboard's server is there.
  sites.portalHeaders['content-security-policy'] = "connect-src 'self'";
  await page.goto(sites.portal);
  await embedding.embed(page, {
    src: sites.src,
    wall: true,
    timeouts: { handshakeMs: 6_000 },
  });
  expect(await settled(page)).toBe('frame_silent');
  const { checks } = await page.evaluate(() => window.dashboard.diagnose());
  const handshake = checks.find(({ id }) => id === 'handshake');
  expect(handshake?.verdict).toBe('fail');
  expect(handshake?.nextStep).toContain('unknown or inactive');
  await clients.resume(sites.clientId);
  await page.waitForFunction(() => window.dashboard.state === 'active');
  expect(await page.evaluate(() => document.querySelectorAll('iframe').length)).toBe(1);
});
