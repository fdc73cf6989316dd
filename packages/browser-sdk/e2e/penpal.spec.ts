/** Our strict messenger against penpal's own `WindowMessenger`, which other hosts and frames may use. */
import { expect, settled, test } from './support/fixtures.ts';

interface Penpal {
  connect(options: object): { promise: Promise<Record<string, (...args: unknown[]) => unknown>> };
  WindowMessenger: new (options: object) => object;
}

test('a host that uses penpal serves our frame', async ({ page, embedding }) => {
  await embedding.open(page);
  const asked = await page.evaluate(
    async ([src, frameOrigin]) => {
      const { connect, WindowMessenger } = (await import('/penpal.js' as string)) as Penpal;
      const iframe = document.createElement('iframe');
      iframe.src = src;
      document.body.append(iframe);
      const calls: string[] = [];
      const states: string[] = [];
      const active = Promise.withResolvers<void>();
      const messenger = new WindowMessenger({
        remoteWindow: iframe.contentWindow,
        allowedOrigins: [frameOrigin],
      });
      const { promise } = connect({
        messenger,
        channel: 'casement.v1',
        methods: {
          hello: () => ({
            ok: true,
            value: { version: 1, context: { theme: 'dark' }, autoHeight: null },
          }),
          async requestChallengeCode(query: { keyThumbprint: string; reason: string }) {
            calls.push(query.reason);
            const response = await fetch('/challenge-code', {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ key_thumbprint: query.keyThumbprint, reason: query.reason }),
            });
            const { challenge_code: challengeCode } = await response.json();
            return { ok: true, value: { challengeCode, expiresIn: 60_000 } };
          },
          reportStatus({ state }: { state: string }) {
            states.push(state);
            if (state === 'active') active.resolve();
          },
        },
      });
      const frame = await promise;
      await active.promise;
      const pong = (await frame.ping?.()) as { ok: boolean; value: { state: string } };
      return { calls, last: states.at(-1), pong: pong.value.state };
    },
    [embedding.src(), embedding.site.origin] as const,
  );
  expect(asked).toEqual({ calls: ['initial'], last: 'active', pong: 'active' });
});

test('a frame that uses penpal is served by our host', async ({ page, embedding }) => {
  await embedding.open(page);
  await embedding.embed(page, { src: embedding.src('/silent'), context: { theme: 'dark' } });
  await expect.poll(() => page.frames().some((it) => it.url().includes('/silent'))).toBe(true);
  const frame = embedding.frame(page);
  await frame.waitForLoadState();
  const answers = await frame.evaluate(async (hostOrigin) => {
    const { connect, WindowMessenger } = (await import('/penpal.js' as string)) as Penpal;
    const contexts: unknown[] = [];
    const messenger = new WindowMessenger({ remoteWindow: parent, allowedOrigins: [hostOrigin] });
    const { promise } = connect({
      messenger,
      channel: 'casement.v1',
      methods: { setContext: (context: unknown) => contexts.push(context) },
    });
    const host = await promise;
    Object.assign(window, { contexts });
    const inherited = await Promise.resolve(host.constructor?.('x')).catch(String);
    return {
      hello: await host.hello?.({ version: 1, bootId: 'x' }),
      mismatch: await host.hello?.({ version: 2, bootId: 'x' }),
      noQuery: await host.requestChallengeCode?.({ reason: 'because' }),
      code: await host.requestChallengeCode?.({
        reason: 'initial',
        keyThumbprint: 'x'.repeat(43),
        attempt: 1,
      }),
      status: await host.reportStatus?.({
        state: 'active',
        renewals: 0,
        sinceAgo: 0,
        renewsIn: null,
        expiresIn: null,
        staleFor: null,
      }),
      inherited,
    };
  }, embedding.portal.origin);
  expect(answers).toMatchObject({
    hello: { ok: true, value: { version: 1, context: { theme: 'dark' }, autoHeight: null } },
    mismatch: { ok: false, failure: { code: 'protocol_mismatch' } },
    noQuery: { ok: false, failure: { code: 'invalid_request' } },
    code: { ok: true, value: { challengeCode: expect.stringMatching(/^csm_cc_/) } },
    inherited: expect.stringContaining('is not found'),
  });
  expect(await settled(page)).toBe('ready');
  await page.evaluate(() => window.dashboard.setContext({ theme: 'light' }));
  await frame.waitForFunction(() => Reflect.get(window, 'contexts').length === 1);
});
