import { expect, type Page } from '@playwright/test';
import { PASSWORD } from '../test/support/cheap-password.ts';

/** What the keyboard is on, in words. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label =
      element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
    return (label ?? element?.textContent ?? '').trim();
  });

/** Tabs on until the keyboard is on it, as somebody does who sees where it is. */
export async function tabTo(page: Page, name: string): Promise<void> {
  // The page that has it may be on its way.
  const target = page.getByRole('button', { name, exact: true }).or(page.getByLabel(name));
  await expect(target.first()).toBeVisible();
  for (let presses = 0; presses < 12 && (await focused(page)) !== name; presses++) {
    await page.keyboard.press('Tab');
  }
  expect(await focused(page)).toBe(name);
  // Nobody gets lost: it shows.
  const outline = await page.evaluate(
    () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
  );
  expect(outline).toBe('solid');
}

/** Signs in as somebody does who uses no mouse. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await expect(page).toHaveTitle(/Sign in/);
  await expect.poll(() => focused(page)).toBe('E-mail');
  await page.keyboard.type(email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}
