/** Pages whose policy says nothing of frames in so many words: `child-src`, then `default-src` decide. */
import type { Page } from '@playwright/test';
import { type Embedding, expect, settled, test } from './support/fixtures.ts';

const SCRIPTS = "script-src 'self'; connect-src 'self'";

async function embedUnder(page: Page, embedding: Embedding, policy: string) {
  embedding.portal.headers['content-security-policy'] = policy;
  await embedding.open(page);
  await embedding.embed(page);
  const code = await settled(page);
  const { reason, checks } = await page.evaluate(async () => {
    const { reason } = window.dashboard.status;
    return { reason, ...(await window.dashboard.diagnose()) };
  });
  return { code, reason, check: checks.find(({ id }) => id === 'frame_src') };
}

for (const [name, policy, kept] of [
  [
    'child-src',
    `child-src 'self' https://other.example.com; ${SCRIPTS}`,
    "'self' https://other.example.com ",
  ],
  ['default-src', `default-src 'self' 'nonce-abc'; ${SCRIPTS}`, "'self' "],
  ['default-src', `Default-Src 'none'; ${SCRIPTS}`, ''],
] as const) {
  test(`EM18 no frame-src, kept out by ${policy}: what to add is named, and is enough`, async ({
    page,
    embedding,
  }) => {
    const { origin } = embedding.site;
    const blocked = await embedUnder(page, embedding, policy);
    expect(blocked.code).toBe('frame_blocked');
    expect(blocked.reason?.message).toContain(`add ${origin} to frame-src`);
    expect(embedding.site.loads).toBe(0);
    const added = `frame-src ${kept}${origin}`;
    expect(blocked.check).toEqual({
      id: 'frame_src',
      verdict: 'fail',
      message: `The page’s Content-Security-Policy keeps ${origin} out. It has no frame-src, so its ${name} decides.`,
      nextStep: `Add ${added} to it.`,
    });
    const mended = await embedUnder(page, embedding, `${policy}; ${added}`);
    expect(mended.code).toBe('ready');
    expect(mended.check?.verdict).toBe('pass');
  });
}

test('EM18 no frame-src in a policy of a meta element: named as well', async ({
  page,
  embedding,
}) => {
  const { origin } = embedding.site;
  embedding.portal.files['/meta'] =
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="child-src 'none'"><div id="dashboard"></div>`;
  await page.goto(`${embedding.portal.origin}/meta`);
  await embedding.embed(page);
  expect(await settled(page)).toBe('frame_blocked');
  const { checks } = await page.evaluate(() => window.dashboard.diagnose());
  expect(checks.find(({ id }) => id === 'frame_src')?.nextStep).toBe(
    `Add frame-src ${origin} to it.`,
  );
});

test('EM18 no frame-src, and nothing in its place keeps the frame out: it is live', async ({
  page,
  embedding,
}) => {
  for (const policy of [
    SCRIPTS,
    `default-src 'none'; child-src ${embedding.site.origin}; ${SCRIPTS}`,
  ]) {
    const { code, check } = await embedUnder(page, embedding, policy);
    expect(code, policy).toBe('ready');
    expect(check?.verdict).toBe('pass');
  }
});

for (const [name, policies, nextStep] of [
  [
    'the policy says nothing of frames, another one does',
    [SCRIPTS, `child-src 'none'; ${SCRIPTS}`],
    'Add frame-src ORIGIN to it.',
  ],
  [
    'the policy forbids to look at the page’s own headers',
    ["child-src 'none'; script-src 'self'; connect-src 'none'"],
    'Add ORIGIN to its frame-src.',
  ],
] as const) {
  test(`EM18 no frame-src: ${name}`, async ({ page, embedding }) => {
    const { origin } = embedding.site;
    const { code, check } = await embedUnder(page, embedding, policies.join(', '));
    expect(code).toBe('frame_blocked');
    expect(check).toMatchObject({
      verdict: 'fail',
      nextStep: nextStep.replace('ORIGIN', origin),
    });
  });
}
