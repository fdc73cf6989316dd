/** EM18: warnings and the debug log, with real codes and tokens flowing. */
import type { CasementWarning, DebugEntry } from '../src/host/index.ts';
import { expect, settled, test } from './support/fixtures.ts';

declare global {
  interface Window {
    warnings: CasementWarning[];
  }
}

const FIELDS = ['at', 'side', 'what', 'state', 'code', 'reason', 'attempt', 'count', 'ms'];

test('EM18 the debug logs of page and frame tell what happens, and hold no code, token or key', async ({
  page,
  embedding,
}) => {
  const { issuer, portal } = embedding;
  issuer.renewIn = 0.6;
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  await page.addInitScript(() => Object.assign(window, { connectOptions: { debug: true } }));
  await embedding.open(page);
  await embedding.embed(page, { debug: true, context: { theme: 'dark' } });
  await settled(page);
  await page.waitForFunction(() => window.dashboard.status.renewals >= 2);
  await page.evaluate(() => window.dashboard.emit('secret.type', { token: 'payload-token' }));
  // A refusal too.
  issuer.inject('token', { status: 403, error: 'client_disabled' });
  await page.waitForFunction(() => window.dashboard.state === 'paused');
  const logged = () => lines.filter((line) => line.startsWith('[casement')).join('\n');
  for (const told of [
    '[casement host] connected',
    '[casement host] code_asked {reason: renewal, attempt: 1}',
    '[casement host] state {state: paused, code: client_disabled}',
    '[casement host] renewed {count: 2}',
    '[casement frame] state {state: active}',
    '[casement frame] code_answered {ms:',
    '[casement frame] event',
  ]) {
    await expect.poll(logged).toContain(told);
  }
  const text = logged();
  const thumbprints = portal.requests.map(({ fields }) => String(fields.key_thumbprint));
  expect(thumbprints.length).toBeGreaterThan(2);
  for (const secret of ['csm_cc_', 'eyJ', 'payload-token', 'secret.type', '://', ...thumbprints]) {
    expect(text).not.toContain(secret);
  }
});

test('EM18 the debug log’s entries have the documented fields alone; a log that throws harms nothing', async ({
  page,
  embedding,
}) => {
  embedding.issuer.renewIn = 0.6;
  await embedding.open(page);
  const entries = await page.evaluate(async (src) => {
    const { embedDashboard } = (await import(
      '/host.js' as string
    )) as typeof import('../src/host/index.ts');
    const told: DebugEntry[] = [];
    const dashboard = embedDashboard({
      container: '#dashboard',
      src,
      title: 'Operations',
      challengeCodeUrl: '/challenge-code',
      debug(entry) {
        told.push(entry);
        throw new Error('A log that throws');
      },
    });
    await dashboard.ready;
    await new Promise((resolve) => dashboard.on('renewed', resolve));
    return JSON.parse(JSON.stringify(told)) as DebugEntry[];
  }, embedding.src());
  expect(entries.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['state', 'connected', 'code_asked', 'code_answered']),
  );
  for (const entry of entries) {
    expect(Object.keys(entry).filter((field) => !FIELDS.includes(field))).toEqual([]);
    for (const value of Object.values(entry)) expect(String(value)).toMatch(/^[a-z_]{1,40}$|^\d+$/);
  }
});

test('EM18 a clock that is off, a slow portal and failing renewals are warnings with a link', async ({
  page,
  embedding,
}) => {
  const { issuer, portal } = embedding;
  issuer.renewIn = 1;
  await page.addInitScript(() => {
    const real = Date.now;
    Date.now = () => real() - 90_000;
  });
  portal.inject('challengeCode', { delayMs: 3_300 }, { times: 1 });
  await embedding.open(page);
  await embedding.embed(page);
  await page.evaluate(() => {
    window.warnings = [];
    window.dashboard.on('warning', (warning) => window.warnings.push(warning));
  });
  await settled(page);
  await page.waitForFunction(() =>
    window.warnings.some((warning) => warning.code === 'clock_skewed'),
  );
  const [slow, skewed] = await page.evaluate(() => window.warnings);
  expect(slow).toEqual({
    code: 'portal_slow',
    message: expect.stringMatching(/took \d+ ms/),
    documentation: 'docs/errors.md#portal_slow',
  });
  expect(Number(/took (\d+) ms/.exec(slow?.message ?? '')?.[1])).toBeGreaterThanOrEqual(3_300);
  expect(skewed).toEqual({
    code: 'clock_skewed',
    message: expect.stringMatching(/\d+ s behind/),
    documentation: 'docs/errors.md#clock_skewed',
  });
  // By the whole seconds of an answer that may have taken some.
  const behind = Number(/(\d+) s behind/.exec(skewed?.message ?? '')?.[1]);
  expect(Math.abs(behind - 90)).toBeLessThan(30);
  await embedding.frame(page).evaluate(() => {
    window.warnings = [];
    window.session.on('warning', (warning) => window.warnings.push(warning));
  });
  portal.inject('challengeCode', { status: 500 });
  await page.waitForFunction(() => window.warnings.some((it) => it.code === 'renewal_failing'));
  const frame = embedding.frame(page);
  await frame.waitForFunction(() => window.warnings.some((it) => it.code === 'renewal_failing'));
  const errors = await page.evaluate(() => window.errors);
  expect(errors).toContain('portal_error');
  await page.evaluate(() => window.dashboard.destroy());
});
