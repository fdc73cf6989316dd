import { expect, settled, test } from './support/fixtures.ts';

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
