import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbedding } from './support/embedding.ts';
import { COOKIES, launchFirefox } from './support/firefox.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchFirefox(COOKIES.refuseThirdParty);
});

afterAll(() => browser.close());

test('third-party cookies and storage are refused altogether: the session does without', async () => {
  const embedding = await openEmbedding(browser);
  try {
    await embedding.embed();
    const [frame] = embedding.frames();
    const error = await frame?.evaluate(() => {
      try {
        return String(localStorage.length);
      } catch (thrown) {
        return (thrown as DOMException).name;
      }
    });
    expect(error, 'otherwise this browser refuses nothing').toBe('SecurityError');
    await embedding.renewed(3);
    expect(embedding.site.loads).toBe(1);
    expect(await embedding.unhandled()).toEqual([]);
  } finally {
    await embedding.close();
  }
});
