/** The mails in a real browser: readable, accessible, within the screen, and loading nothing. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { LANGUAGES } from '../src/domain/locale/locale.ts';
import { expiryMail } from '../src/mail/expiry-mail/expiry-mail.ts';
import { sampleNotice } from '../src/mail/expiry-mail/sample-notice.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** As long as a name may be, without a place to break it. */
const LONG = 'Wirtschaftsprüfungsgesellschaft'.repeat(3);

const CONSOLE = 'https://auth.example.com/console';

for (const { colorScheme, width, daysLeft, consoleUrl } of [
  { colorScheme: 'light', width: 720, daysLeft: 30, consoleUrl: CONSOLE },
  { colorScheme: 'light', width: 320, daysLeft: 1, consoleUrl: undefined },
  { colorScheme: 'dark', width: 320, daysLeft: 0, consoleUrl: CONSOLE },
  { colorScheme: 'dark', width: 720, daysLeft: 7, consoleUrl: undefined },
] as const) {
  test(`CM12 every language reads well in ${colorScheme} at ${width} pixels, ${daysLeft} days before the end`, async ({
    page,
  }) => {
    const requested: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 600 });
    for (const language of LANGUAGES) {
      const notice = sampleNotice(language, daysLeft, Date.UTC(2026, 10, 21, 9));
      const { html } = expiryMail(
        { ...notice, client: { id: LONG, name: LONG }, tenants: [LONG] },
        { consoleUrl, host: 'auth.example.com' },
      );
      await page.setContent(html);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(overflow, language).toBeLessThanOrEqual(width);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() =>
        (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
      );
      expect(
        violations.map(({ id }) => id),
        language,
      ).toEqual([]);
    }
    expect(requested).toEqual([]);
  });
}
