import type { Page } from '@playwright/test';
import { expect, settled, test } from './support/fixtures.ts';
import { stopPageClock } from './support/standing-clock.ts';

const FAST = { handshakeMs: 1_200 };

for (const [name, options, code] of [
  ['a container that is not there', { container: '#nowhere' }, 'container_invalid'],
  ['a selector that is none', { container: '##' }, 'container_invalid'],
  ['a relative src', { src: '/ops' }, 'src_invalid'],
  ['a javascript: src', { src: 'javascript:alert(1)' }, 'src_invalid'],
  ['a data: src', { src: 'data:text/html,x' }, 'src_invalid'],
  ['an insecure src', { src: 'http://dash.example.com/' }, 'src_insecure'],
  ['credentials in src', { src: 'https://a:b@dash.example.com/' }, 'src_invalid'],
  ['an empty title', { title: ' ' }, 'option_invalid'],
  ['a foreign challengeCodeUrl', { challengeCodeUrl: 'https://x.example/' }, 'option_invalid'],
  ['a sandbox without scripts', { sandbox: 'allow-forms' }, 'option_invalid'],
  ['an unknown context field', { context: { colour: 'red' } as object }, 'context_invalid'],
  ['limits the wrong way round', { autoHeight: { min: 9, max: 3 } }, 'option_invalid'],
] as const) {
  test(`${name} is refused with ${code}, and nothing is embedded`, async ({ page, embedding }) => {
    await embedding.open(page);
    await embedding.embed(page, options);
    expect(await settled(page)).toBe(code);
    const left = await page.evaluate(() => ({
      state: window.dashboard.state,
      iframes: document.querySelectorAll('iframe').length,
      errors: window.errors,
      unhandled: window.unhandled,
    }));
    expect(left).toEqual({ state: 'failed', iframes: 0, errors: [code], unhandled: [] });
  });
}

test('an insecure page is refused', async ({ page, embedding }) => {
  const { portal } = embedding;
  await page.route('http://portal.example.com/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: portal.origin + pathname }) });
  });
  await page.goto('http://portal.example.com/');
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await embedding.embed(page);
  expect(await settled(page)).toBe('page_insecure');
});

test('an unreachable frame rejects ready within its time-out', async ({ page, embedding }) => {
  await embedding.open(page);
  await embedding.embed(page, { src: 'http://127.0.0.1:1/?client_id=x', timeouts: FAST });
  expect(await settled(page)).toBe('frame_unreachable');
  expect(await page.evaluate(() => window.dashboard.state)).toBe('failed');
  expect(await page.evaluate(() => window.unhandled)).toEqual([]);
});

test('a frame that never speaks rejects ready, and diagnose says so', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { src: embedding.src('/silent'), timeouts: FAST });
  expect(await settled(page)).toBe('frame_silent');
  const diagnosis = await page.evaluate(() => window.dashboard.diagnose());
  expect(diagnosis.ok).toBe(false);
  const verdicts = Object.fromEntries(diagnosis.checks.map(({ id, verdict }) => [id, verdict]));
  expect(verdicts).toMatchObject({
    secure_context: 'pass',
    container: 'pass',
    frame_reachable: 'pass',
    handshake: 'fail',
    session: 'fail',
  });
  expect(diagnosis.checks.find(({ id }) => id === 'handshake')?.nextStep).toContain(
    embedding.portal.origin,
  );
});

for (const policy of ["connect-src 'self'", "default-src 'self'; frame-src *"]) {
  test(`a frame that its frame-ancestors keeps out is not called unreachable: ${policy}`, async ({
    page,
    embedding,
  }) => {
    embedding.portal.headers['content-security-policy'] = policy;
    await page.route(`${embedding.site.origin}/?*`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': "frame-ancestors 'none'" },
        body: '<!doctype html>Dashboard',
      }),
    );
    await embedding.open(page);
    await embedding.embed(page, { timeouts: FAST });
    expect(await settled(page)).toBe('frame_silent');
    const { checks } = await page.evaluate(() => window.dashboard.diagnose());
    expect(checks.find(({ id }) => id === 'frame_reachable')?.verdict).toBe('unknown');
  });
}

test('EM8 a page that may not embed is refused by the frame, with the reason', async ({
  page,
  embedding,
}) => {
  embedding.issuer.allowedOrigins = ['https://portal.example.com'];
  await embedding.open(page);
  await embedding.embed(page);
  expect(await settled(page)).toBe('origin_not_allowed');
  expect(await page.evaluate(() => window.dashboard.state)).toBe('failed');
  const frame = embedding.frame(page);
  await frame.waitForFunction(() => window.connectError !== undefined);
  expect(await frame.evaluate(() => window.connectError)).toBe('origin_not_allowed');
  expect(embedding.portal.requests).toEqual([]);
});

test('a client without allowed origins pauses', async ({ page, embedding }) => {
  embedding.issuer.allowedOrigins = [];
  await embedding.open(page);
  await embedding.embed(page);
  expect(await settled(page)).toBe('client_unavailable');
  expect(await page.evaluate(() => window.dashboard.state)).toBe('paused');
});

test('a frame page that stands alone says that it is not framed', async ({ page, embedding }) => {
  await page.goto(embedding.src());
  await page.waitForFunction(() => window.connectError !== undefined);
  expect(await page.evaluate(() => window.connectError)).toBe('not_framed');
});

test('a frame without an issuer tells itself and its host', async ({ page, embedding }) => {
  await embedding.open(page);
  await embedding.embed(page, { src: `${embedding.site.origin}/?client_id=client-1` });
  expect(await settled(page)).toBe('option_invalid');
});

test('a frame of another protocol version is refused by both', async ({ page, embedding }) => {
  await embedding.open(page);
  await embedding.embed(page, { src: embedding.src('/silent') });
  await expect.poll(() => page.frames().some((it) => it.url().includes('/silent'))).toBe(true);
  const frame = embedding.frame(page);
  await frame.waitForLoadState();
  const notice = await frame.evaluate(
    (origin) =>
      new Promise((resolve) => {
        addEventListener('message', ({ data }) => resolve(data));
        const syn = {
          namespace: 'penpal',
          channel: 'casement.v2',
          type: 'SYN',
          participantId: 'x',
        };
        parent.postMessage(syn, origin);
      }),
    embedding.portal.origin,
  );
  expect(await settled(page)).toBe('protocol_mismatch');
  expect(notice).toMatchObject({ failure: { code: 'protocol_mismatch' }, final: true });
});

test('a page whose policy keeps the frame out is told what to add', async ({ page, embedding }) => {
  embedding.portal.headers['content-security-policy'] = "frame-src 'self'";
  await embedding.open(page);
  await embedding.embed(page);
  expect(await settled(page)).toBe('frame_blocked');
  const reason = await page.evaluate(() => window.dashboard.status.reason?.message);
  expect(reason).toContain(embedding.site.origin);
});

for (const [name, fault, code] of [
  ['an ended sign-in', { status: 401 }, 'login_required'],
  ['a refusal of its own', { status: 403, body: 'no' }, 'portal_refused'],
  ['an error', { status: 500 }, 'portal_error'],
  ['garbage', 'garbage', 'portal_answer_invalid'],
  ['JSON that is no code', { status: 200, body: '{"code":1}' }, 'portal_answer_invalid'],
  ['too many requests', { status: 429, retryAfter: 9 }, 'slow_down'],
] as const) {
  test(`the portal answering ${name} is an error event, and ready times out with the reason`, async ({
    page,
    embedding,
  }) => {
    embedding.portal.inject('challengeCode', fault);
    await page.clock.install();
    await embedding.open(page);
    await stopPageClock(page);
    await embedding.embed(page, { timeouts: { readyMs: 2_500 } });
    await page.waitForFunction(() => window.errors.length > 0);
    await page.clock.runFor(2_500);
    expect(await settled(page)).toBe('ready_timeout');
    const { errors, status } = await page.evaluate(() => ({
      errors: window.errors,
      status: window.dashboard.status,
    }));
    expect(errors[0]).toBe(code);
    expect(status.reason?.code).toBe(code);
    if (code === 'slow_down') expect(embedding.portal.requests).toHaveLength(1);
  });
}

const retryIsPlanned = (page: Page) =>
  page.waitForFunction(() => window.dashboard.status.reason?.retryInMs !== undefined);

test('a portal that is silent, then signed out, then well: the session comes up by itself', async ({
  page,
  embedding,
}) => {
  const { portal } = embedding;
  portal.inject('challengeCode', 'silence');
  await page.clock.install();
  await embedding.open(page);
  await stopPageClock(page);
  await embedding.embed(page, { timeouts: { challengeCodeMs: 800 } });
  await expect.poll(() => portal.requests.length).toBe(1);
  await page.clock.fastForward(1_000);
  await page.waitForFunction(() => window.errors.includes('portal_timeout'));
  portal.heal();
  portal.user = null;
  // The next try comes after 30 s at most, and has all the time it needs while the clock stands.
  await retryIsPlanned(page);
  await page.clock.fastForward(30_000);
  await page.waitForFunction(() => window.errors.includes('login_required'));
  portal.user = { email: 'ana@example.com' };
  await retryIsPlanned(page);
  await page.clock.fastForward(30_000);
  await page.waitForFunction(() => window.dashboard.state === 'active');
  expect(embedding.site.loads).toBe(1);
});

test('fetchChallengeCode may answer a Response, a code, or fail', async ({ page, embedding }) => {
  await embedding.open(page);
  const outcome = await page.evaluate(async (src) => {
    const { embedDashboard } = (await import(
      '/host.js' as string
    )) as typeof import('../src/host/index.ts');
    const seen: unknown[] = [];
    let calls = 0;
    const dashboard = embedDashboard({
      container: document.body,
      src,
      title: 'Operations',
      async fetchChallengeCode(request, { signal }) {
        calls += 1;
        seen.push(JSON.parse(JSON.stringify(request)));
        if (calls === 1) throw new Error('Offline');
        if (calls === 2) return new Response('', { status: 500 });
        const response = await fetch('/challenge-code', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(request),
          signal,
        });
        const { challenge_code, expires_in } = await response.json();
        return { challengeCode: challenge_code, expiresIn: expires_in };
      },
    });
    const errors: string[] = [];
    dashboard.on('error', ({ code }) => errors.push(code));
    await dashboard.ready;
    return { errors, seen };
  }, embedding.src());
  expect(outcome.errors).toEqual(['portal_unreachable', 'portal_error']);
  expect(outcome.seen[0]).toMatchObject({ reason: 'initial', attempt: 1 });
  expect(outcome.seen[2]).toMatchObject({ reason: 'initial', attempt: 3 });
});
