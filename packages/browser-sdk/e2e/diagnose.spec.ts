/** EM18: `diagnose()` names what is in the way, one real obstacle at a time. */
import type { Page } from '@playwright/test';
import type { DiagnosticCheck } from '../src/host/index.ts';
import { expect, settled, test } from './support/fixtures.ts';

const FAST = { handshakeMs: 1_000 };

async function diagnose(
  page: Page,
): Promise<{ ok: boolean; checks: Map<string, DiagnosticCheck> }> {
  const { ok, checks } = await page.evaluate(() => window.dashboard.diagnose());
  return { ok, checks: new Map(checks.map((check) => [check.id, check])) };
}

/** The checks that did not pass, by what they said. */
function faults(checks: Map<string, DiagnosticCheck>): string[] {
  return [...checks.values()].filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
}

test('EM18 a dashboard that is well passes every check, also what is for information', async ({
  page,
  embedding,
}) => {
  embedding.portal.headers['referrer-policy'] = 'no-referrer';
  await embedding.open(page);
  await embedding.embed(page);
  expect(await settled(page)).toBe('ready');
  expect((await diagnose(page)).checks.get('dashboard_api')?.verdict).toBe('unknown');
  await embedding.frame(page).evaluate(() => window.session.fetch('/api/data'));
  const { ok, checks } = await diagnose(page);
  expect(ok).toBe(true);
  expect([...checks.values()].filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  expect([...checks.keys()]).toEqual(
    expect.arrayContaining(['framing', 'issuer_reachable', 'storage', 'clock', 'frame_session']),
  );
  expect(checks.get('referrer_policy')?.message).toContain('no-referrer');
});

test('EM18 frame-src is missing in the page’s policy', async ({ page, embedding }) => {
  embedding.portal.headers['content-security-policy'] = "frame-src 'self'";
  await embedding.open(page);
  await embedding.embed(page, { timeouts: FAST });
  await settled(page);
  const { checks } = await diagnose(page);
  expect(checks.get('frame_src')).toMatchObject({
    verdict: 'fail',
    nextStep: `Add ${embedding.site.origin} to its frame-src.`,
  });
});

const READABLE = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'content-security-policy, x-frame-options',
};
const refuses = { 'content-security-policy': 'frame-ancestors https://portal.example.com' };

for (const [name, headers, verdict, found] of [
  [
    'frame-ancestors refuses, and the headers can be read',
    { ...refuses, ...READABLE },
    'fail',
    'by https://portal.example.com only',
  ],
  [
    'X-Frame-Options refuses, and the headers can be read',
    { 'x-frame-options': 'DENY', ...READABLE },
    'fail',
    'X-Frame-Options: DENY',
  ],
  [
    'frame-ancestors refuses, and nothing can be read',
    refuses,
    'unknown',
    'Browsers do not let a page see',
  ],
] as const) {
  test(`EM18 ${name}`, async ({ page, embedding }) => {
    await page.route(`${embedding.site.origin}/?*`, (route) =>
      route.fulfill({ contentType: 'text/html', headers, body: '<!doctype html>Dashboard' }),
    );
    await embedding.open(page);
    await embedding.embed(page, { timeouts: FAST });
    expect(await settled(page)).toBe('frame_silent');
    const { ok, checks } = await diagnose(page);
    expect(ok).toBe(false);
    const framing = checks.get('framing');
    expect(framing?.verdict).toBe(verdict);
    expect(framing?.message).toContain(found);
    expect(framing?.nextStep).toBeTruthy();
    expect(checks.get('handshake')?.verdict).toBe('fail');
  });
}

test('EM18 the page demands COEP, and the frame does not send it', async ({ page, embedding }) => {
  embedding.portal.headers['cross-origin-embedder-policy'] = 'require-corp';
  await embedding.open(page);
  await embedding.embed(page, { timeouts: FAST });
  expect(await settled(page)).toBe('frame_silent');
  const { checks } = await diagnose(page);
  expect(checks.get('embedder_policy')).toMatchObject({ verdict: 'fail' });
  expect(checks.get('embedder_policy')?.nextStep).toContain('Cross-Origin-Resource-Policy');
});

test('EM18 no server answers at the dashboard’s address', async ({ page, embedding }) => {
  await embedding.open(page);
  await embedding.embed(page, { src: 'http://127.0.0.1:1/?client_id=x', timeouts: FAST });
  await settled(page);
  const { checks } = await diagnose(page);
  expect(checks.get('frame_reachable')?.verdict).toBe('fail');
});

test('EM18 the page’s origin is not allowed', async ({ page, embedding }) => {
  embedding.issuer.allowedOrigins = ['https://portal.example.com'];
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  const { checks } = await diagnose(page);
  expect(checks.get('embedder_allowed')).toMatchObject({
    verdict: 'fail',
    nextStep: `Add exactly ${embedding.portal.origin} to the client’s allowed origins.`,
  });
});

test('EM18 the client is unknown', async ({ page, embedding }) => {
  embedding.issuer.allowedOrigins = [];
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  const { checks } = await diagnose(page);
  expect(checks.get('embedder_allowed')?.nextStep).toContain('client_id');
});

test('EM18 the frame does not reach the auth service', async ({ page, embedding }) => {
  const issuer = encodeURIComponent('http://localhost:1');
  await embedding.open(page);
  await embedding.embed(page, {
    src: `${embedding.site.origin}/?client_id=client-1&issuer=${issuer}`,
    timeouts: FAST,
  });
  await page.waitForFunction(() => window.dashboard.status.reason?.code === 'issuer_unreachable');
  const { checks } = await diagnose(page);
  expect(checks.get('issuer')?.verdict).toBe('fail');
  expect(checks.get('issuer')?.nextStep).toContain('connect-src');
});

test('EM18 the auth service answers, but CORS keeps the answer from the frame', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  const dashboards = embedding.issuer.dashboards.splice(0);
  const { checks } = await diagnose(page);
  expect(checks.get('issuer_reachable')).toMatchObject({
    verdict: 'fail',
    message: `The auth service answers, but not to ${embedding.site.origin} (CORS).`,
  });
  embedding.issuer.dashboards.push(...dashboards);
  await page.route('**/embed/frame-policy?client_id=diagnosis', (route) => route.abort());
  const after = await diagnose(page);
  expect(after.checks.get('issuer_reachable')?.message).toContain('No auth service answers');
});

test('EM18 the frame’s own policy forbids the auth service', async ({ page, embedding }) => {
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  await embedding.frame(page).evaluate(() => {
    const meta = document.createElement('meta');
    meta.httpEquiv = 'Content-Security-Policy';
    meta.content = "connect-src 'self'";
    document.head.append(meta);
  });
  const { checks } = await diagnose(page);
  expect(checks.get('issuer_reachable')).toMatchObject({
    verdict: 'fail',
    nextStep: `Add ${embedding.issuer.url} to the frame document’s connect-src.`,
  });
});

test('EM18 the frame speaks another version', async ({ page, embedding }) => {
  await embedding.open(page);
  await embedding.embed(page, { src: embedding.src('/silent') });
  await expect.poll(() => page.frames().some((it) => it.url().includes('/silent'))).toBe(true);
  const frame = embedding.frame(page);
  await frame.waitForLoadState();
  await frame.evaluate((origin) => {
    const syn = { namespace: 'penpal', channel: 'casement.v2', type: 'SYN', participantId: 'x' };
    parent.postMessage(syn, origin);
  }, embedding.portal.origin);
  expect(await settled(page)).toBe('protocol_mismatch');
  const { checks } = await diagnose(page);
  expect(checks.get('protocol_version')?.nextStep).toContain('same major version');
});

test('EM18 the portal backend refuses, and the device’s clock is off', async ({
  page,
  embedding,
}) => {
  embedding.issuer.renewIn = 1;
  await page.addInitScript(() => {
    const real = Date.now;
    Date.now = () => real() + 120_000;
  });
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  embedding.portal.inject('challengeCode', { status: 401, error: 'login_required' });
  await page.waitForFunction(() => window.dashboard.state === 'degraded');
  const { checks } = await diagnose(page);
  expect(checks.get('clock')).toMatchObject({ verdict: 'warn' });
  // By the whole seconds of an answer that may have taken some.
  const [, ahead] = /(\d+) s ahead/.exec(checks.get('clock')?.message ?? '') ?? [];
  expect(Math.abs(Number(ahead) - 120)).toBeLessThan(30);
  expect(checks.get('challenge_code')?.message).toContain('login_required');
  expect(faults(checks)).toEqual(['challenge_code']);
});

for (const [status, error, found] of [
  [401, 'invalid_token', 'audience'],
  [503, 'temporarily_unavailable', 'clientSecret'],
] as const) {
  test(`EM18 the session is live, but the dashboard’s API answers ${status}`, async ({
    page,
    embedding,
  }) => {
    await embedding.open(page);
    await embedding.embed(page);
    expect(await settled(page)).toBe('ready');
    await page.route('**/api/data', (route) =>
      route.fulfill({
        status,
        headers: { 'www-authenticate': `DPoP error="${error}"` },
        json: { error, error_description: '' },
      }),
    );
    const load = () =>
      embedding.frame(page).evaluate(async () => (await window.session.fetch('/api/data')).status);
    expect(await load()).toBe(status);
    const { ok, checks } = await diagnose(page);
    expect(ok).toBe(false);
    expect(faults(checks)).toEqual(['dashboard_api']);
    expect(checks.get('dashboard_api')?.nextStep).toContain(found);
    await page.unroute('**/api/data');
    expect(await load()).toBe(200);
    expect((await diagnose(page)).ok).toBe(true);
  });
}

test('EM18 the portal backend passes a refusal on, and what it advises is the next step', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { src: embedding.src('/silent'), timeouts: FAST });
  await settled(page);
  expect((await diagnose(page)).checks.get('challenge_code')?.verdict).toBe('unknown');

  await page.route('**/challenge-code', (route) =>
    route.fulfill({
      status: 403,
      json: {
        error: 'user_not_eligible',
        error_description: 'user.email: no active user. Add the user to the team, or check it.',
      },
    }),
  );
  await page.evaluate(() => window.dashboard.destroy());
  await embedding.embed(page);
  await page.waitForFunction(() => window.dashboard.state === 'paused');
  const check = (await diagnose(page)).checks.get('challenge_code');
  expect(check).toMatchObject({
    verdict: 'fail',
    nextStep: 'Add the user to the team, or check it.',
  });
});

test('EM18 options that cannot work, an insecure page among them', async ({ page, embedding }) => {
  const { portal } = embedding;
  await page.route('http://portal.example.com/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: portal.origin + pathname }) });
  });
  await page.goto('http://portal.example.com/');
  await embedding.embed(page);
  await settled(page);
  const { ok, checks } = await diagnose(page);
  expect(ok).toBe(false);
  expect(checks.get('options')?.message).toContain('HTTPS');
});

test('EM18 a page of the public network and a dashboard on the local one', async ({
  page,
  embedding,
}) => {
  const { portal } = embedding;
  await page.route('https://portal.example.com/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: portal.origin + pathname }) });
  });
  await page.goto('https://portal.example.com/');
  await embedding.embed(page, { src: embedding.src('/silent'), timeouts: FAST });
  await settled(page);
  const { checks } = await diagnose(page);
  expect(checks.get('local_network')).toMatchObject({ verdict: 'warn' });
  expect(checks.get('local_network')?.nextStep).toContain('local-network-access');
});
