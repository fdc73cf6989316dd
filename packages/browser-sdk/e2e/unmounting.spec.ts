import { expect, settled, test } from './support/fixtures.ts';

test('destroy leaves no timer, listener, request or iframe behind', async ({ page, embedding }) => {
  await page.addInitScript(() => {
    const live = { timers: new Set<number>(), listeners: [] as string[] };
    Object.assign(window, { live });
    const { setTimeout: set, clearTimeout: clear } = window;
    Object.assign(window, {
      setTimeout: (handler: () => void, ms?: number) => {
        const id = set(() => {
          live.timers.delete(id);
          handler();
        }, ms);
        live.timers.add(id);
        return id;
      },
      clearTimeout: (id: number) => {
        live.timers.delete(id);
        clear(id);
      },
    });
    for (const target of [window, document]) {
      const { addEventListener: add, removeEventListener: remove } = target;
      const key = (type: string) => `${target === window ? 'window' : 'document'} ${type}`;
      Object.assign(target, {
        addEventListener: (type: string, ...rest: never[]) => {
          live.listeners.push(key(type));
          Reflect.apply(add, target, [type, ...rest]);
        },
        removeEventListener: (type: string, ...rest: never[]) => {
          const index = live.listeners.indexOf(key(type));
          if (index >= 0) live.listeners.splice(index, 1);
          Reflect.apply(remove, target, [type, ...rest]);
        },
      });
    }
  });
  // The test's own driver listens to pointer and other events in the page.
  const ours = /message|policy|online|focus|page|visibility|resume/;
  const live = async () => {
    const { timers, listeners } = await page.evaluate(() => {
      const { timers, listeners } = Reflect.get(window, 'live');
      return { timers: timers.size, listeners: listeners as string[] };
    });
    return { timers, listeners: listeners.filter((name) => ours.test(name)).sort() };
  };
  await embedding.open(page);
  const before = await live();
  await embedding.embed(page);
  await settled(page);
  expect((await live()).listeners).toContain('window message');
  await page.evaluate(() => {
    window.dashboard.destroy();
    window.dashboard.destroy();
  });
  expect(await live()).toEqual(before);
  const left = await page.evaluate(() => ({
    iframes: document.querySelectorAll('iframe').length,
    iframe: window.dashboard.iframe,
    state: window.dashboard.state,
    emitted: window.dashboard.emit('late'),
  }));
  expect(left).toEqual({ iframes: 0, iframe: null, state: 'closed', emitted: false });
});

test('a session that is closed leaves no timer, listener or request behind', async ({
  page,
  embedding,
}) => {
  embedding.issuer.renewIn = 0.6;
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  const frame = embedding.frame(page);
  await frame.waitForFunction(() => window.session.renewals >= 1);
  const code = await frame.evaluate(async () => {
    window.session.close();
    window.session.close();
    return window.session.fetch('/api/data').then(String, (error) => error.code);
  });
  expect(code).toBe('session_closed');
  const requests = embedding.portal.requests.length;
  await frame.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)));
  expect(embedding.portal.requests.length).toBeLessThanOrEqual(requests + 1);
});

for (const when of ['at once', 'while the frame loads', 'while it authenticates'] as const) {
  test(`unmounting ${when} causes no unhandled rejection`, async ({ page, embedding }) => {
    embedding.portal.inject('challengeCode', 'silence');
    await embedding.open(page);
    await embedding.embed(page);
    if (when === 'while the frame loads') {
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    } else if (when === 'while it authenticates') {
      await page.waitForFunction(() => window.dashboard.state === 'authenticating');
    }
    await page.evaluate(() => window.dashboard.destroy());
    expect(await settled(page)).toBe('destroyed');
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    expect(await page.evaluate(() => window.unhandled)).toEqual([]);
  });
}
