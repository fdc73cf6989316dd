import type { Page } from '@playwright/test';
import type { Embedding } from './fixtures.ts';

/**
 * Lets the framed document hang until something holds in the page: it waits for an answer without turning
 * to anything else, as long as that takes on this machine.
 */
export async function hangUntil(
  page: Page,
  embedding: Embedding,
  isSo: () => boolean,
): Promise<void> {
  await page.route(`${embedding.site.origin}/hang`, async (route) => {
    await page.waitForFunction(isSo);
    await route.fulfill({ body: '' });
  });
  await embedding.frame(page).evaluate(() => {
    const request = new XMLHttpRequest();
    request.open('GET', '/hang', false);
    request.send();
  });
}
