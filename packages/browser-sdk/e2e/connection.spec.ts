import { expect, settled, test } from './support/fixtures.ts';

test('a frame that is loaded again connects and authenticates again', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { context: { theme: 'dark' } });
  await settled(page);
  await page.evaluate(() => window.dashboard.setContext({ locale: 'fi' }));
  await embedding.frame(page).evaluate(() => location.reload());
  await page.waitForFunction(() => window.states.includes('connecting'));
  await page.waitForFunction(() => window.dashboard.state === 'active');
  expect(embedding.site.loads).toBe(2);
  expect(embedding.portal.requests.map(({ reason }) => reason)).toEqual(['initial', 'initial']);
  const frame = embedding.frame(page);
  expect(await frame.evaluate(() => window.firstContext?.context)).toEqual({
    theme: 'dark',
    locale: 'fi',
  });
  expect(await page.evaluate(() => window.unhandled)).toEqual([]);
});

test('a frame that navigates away is noticed, one that stays away fails', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { timeouts: { handshakeMs: 1_000 } });
  await settled(page);
  const silent = embedding.src('/silent');
  await embedding.frame(page).evaluate((url) => location.assign(url), silent);
  await page.waitForFunction(() => window.dashboard.state === 'connecting');
  await page.waitForFunction(() => window.dashboard.state === 'failed');
  expect(await page.evaluate(() => window.dashboard.status.reason?.code)).toBe('frame_silent');
});

test('a frame that hangs is noticed by the heartbeat, and connects again when it is back', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { timeouts: { heartbeatMs: 250 } });
  await settled(page);
  const frame = embedding.frame(page);
  const hanging = frame.evaluate(() => {
    const end = performance.now() + 4_000;
    while (performance.now() < end);
  });
  await page.waitForFunction(() => window.errors.includes('frame_lost'));
  expect(await page.evaluate(() => window.dashboard.state)).toBe('connecting');
  await hanging;
  await page.waitForFunction(() => window.dashboard.state === 'active');
  expect(embedding.site.loads).toBe(1);
  expect(embedding.issuer.exchanges).toHaveLength(1);
});

test('two dashboards with the same address do not collide', async ({ page, embedding }) => {
  await embedding.open(page);
  const users = await page.evaluate(async (src) => {
    const { embedDashboard } = (await import(
      '/host.js' as string
    )) as typeof import('../src/host/index.ts');
    const themes = ['dark', 'light'];
    const dashboards = themes.map((theme) =>
      embedDashboard({
        container: '#dashboard',
        src,
        title: theme,
        challengeCodeUrl: '/challenge-code',
        context: { theme },
      }),
    );
    await Promise.all(dashboards.map(({ ready }) => ready));
    const heard: string[] = [];
    for (const [index, dashboard] of dashboards.entries()) {
      dashboard.on('event', ({ payload }) => heard.push(`${themes[index]}: ${payload}`));
    }
    Object.assign(window, { heard, dashboards });
    return dashboards.map(({ state }) => state);
  }, embedding.src());
  expect(users).toEqual(['active', 'active']);
  const frames = page.frames().filter((frame) => frame.url().startsWith(embedding.site.origin));
  expect(frames).toHaveLength(2);
  for (const frame of frames) {
    await frame.evaluate(() => window.session.emit('theme', window.session.context.theme));
  }
  await page.waitForFunction(() => Reflect.get(window, 'heard').length === 2);
  const heard = await page.evaluate(() => Reflect.get(window, 'heard').sort());
  expect(heard).toEqual(['dark: dark', 'light: light']);
  expect(new Set(embedding.portal.requests.map((r) => r.key_thumbprint)).size).toBe(2);
});

test('75 messages of a third window change nothing, on either side', async ({
  page,
  embedding,
}) => {
  const { issuer, portal } = embedding;
  await embedding.open(page);
  await embedding.embed(page, { src: embedding.src('/').replace('/?', '/?idle&') });
  // A third party's window, on an origin that is allowed nowhere.
  await page.evaluate((port) => {
    const intruder = document.createElement('iframe');
    intruder.src = `http://[::1]:${port}/`;
    intruder.srcdoc = '<p>Intruder';
    intruder.sandbox.add('allow-scripts');
    document.body.append(intruder);
  }, portal.port);
  const intruder = await page.waitForSelector('iframe[srcdoc]').then((it) => it.contentFrame());
  await intruder?.evaluate(() => {
    const attack = (target: Window): void => {
      const failure = { code: 'origin_not_allowed', message: 'Gone.' };
      const wire = { namespace: 'penpal', channel: 'casement.v1' };
      for (const data of [
        { penpal: 'syn' },
        { penpal: 'ack', methodNames: [] },
        { ...wire, type: 'SYN', participantId: 'zzz' },
        { ...wire, type: 'ACK1', methodPaths: [] },
        { ...wire, channel: 'casement.v9', type: 'SYN', participantId: 'zzz' },
        { ...wire, type: 'CALL', id: '1', methodPath: ['requestChallengeCode'], args: [{}] },
        { casement: 1, type: 'refusal', final: true, failure },
      ]) {
        target.postMessage(data, '*');
      }
      const { port2 } = new MessageChannel();
      target.postMessage({ ...wire, type: 'ACK2' }, '*', [port2]);
    };
    setInterval(() => {
      attack(parent);
      for (let index = 0; index < parent.frames.length; index += 1) {
        const frame = parent.frames[index];
        if (frame !== undefined && frame !== window) attack(frame);
      }
    }, 20);
  });
  const frame = embedding.frame(page);
  await frame.waitForFunction(() => 'connect' in window);
  await frame.evaluate(() =>
    window.connect().then((session) => Object.assign(window, { session })),
  );
  expect(await settled(page)).toBe('ready');
  issuer.renewIn = 0.6;
  const status = await frame.evaluate(async () => (await window.session.fetch('/api/data')).status);
  expect(status).toBe(200);
  expect(portal.requests).toHaveLength(1);
  expect(await page.evaluate(() => [window.states, window.errors, window.unhandled])).toEqual([
    ['authenticating', 'active'],
    [],
    [],
  ]);
});

test('75 no code or token passes through a window, where others may listen', async ({
  page,
  embedding,
}) => {
  embedding.issuer.renewIn = 0.6;
  await embedding.open(page);
  const received = await page.evaluateHandle(() => {
    const messages: string[] = [];
    addEventListener('message', ({ data }) => messages.push(JSON.stringify(data)));
    return messages;
  });
  await embedding.embed(page);
  await settled(page);
  await page.waitForFunction(() => window.dashboard.status.renewals >= 2);
  const messages = await received.jsonValue();
  expect(messages.length).toBeGreaterThan(0);
  expect(messages.join()).not.toMatch(/csm_cc_|eyJ/);
});

test('75 a frame that turns out to be of another origin hears nothing, and is not heard', async ({
  page,
  embedding,
}) => {
  const { portal, site } = embedding;
  // The address leads to a page of a third origin, which plays the dashboard.
  const src = `${site.origin}/redirect?to=${encodeURIComponent(`http://third.localhost:${portal.port}/`)}`;
  await embedding.open(page);
  await embedding.embed(page, { src, timeouts: { handshakeMs: 1_500 } });
  await expect.poll(() => page.frames().some((it) => it.url().includes('third'))).toBe(true);
  const third = page.frames().find((it) => it.url().includes('third'));
  await third?.evaluate((origin) => {
    const messages: unknown[] = [];
    Object.assign(window, { messages });
    addEventListener('message', ({ data }) => messages.push(data));
    const wire = { namespace: 'penpal', channel: 'casement.v1' };
    parent.postMessage({ ...wire, type: 'SYN', participantId: 'x' }, origin);
    const { port2 } = new MessageChannel();
    parent.postMessage({ ...wire, type: 'ACK2' }, origin, [port2]);
  }, portal.origin);
  expect(await settled(page)).toBe('frame_silent');
  expect(await third?.evaluate(() => Reflect.get(window, 'messages'))).toEqual([]);
  expect(portal.requests).toEqual([]);
});

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
    embedding.portal.isMute = true;
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

test('no code, token or key is in an address, a storage, the DOM or the console', async ({
  page,
  embedding,
}) => {
  embedding.issuer.renewIn = 0.6;
  const seen: string[] = [];
  page.on('console', (message) => seen.push(message.text()));
  page.on('request', (request) => seen.push(request.url()));
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  await page.waitForFunction(() => window.dashboard.status.renewals >= 2);
  for (const frame of page.frames()) {
    seen.push(
      await frame.evaluate(() => {
        // Third-party storage may be blocked; then touching it throws.
        const storage = (): string => {
          try {
            return JSON.stringify({ ...localStorage, ...sessionStorage });
          } catch {
            return '';
          }
        };
        return [document.documentElement.outerHTML, location.href, document.cookie, storage()].join(
          '\n',
        );
      }),
    );
  }
  expect(seen.length).toBeGreaterThan(5);
  expect(seen.join('\n')).not.toMatch(/csm_cc_|eyJ[\w-]{10}/);
});
