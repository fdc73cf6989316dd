/** What pages do to elements without a second thought. */
import { expect, inState, test } from './element-page.ts';

test('EM20 attributes that change before the element is known, and in one go after, load once', async ({
  page,
  embedding,
  elementPage,
}) => {
  await elementPage.open(page, { theme: 'light' }, { query: '?later' });
  await page.evaluate((src) => {
    const { element } = window;
    element.setAttribute('src', '/relative');
    element.setAttribute('theme', 'dark');
    element.setAttribute('src', src);
    element.removeAttribute('locale');
    Reflect.get(window, 'defineCasementDashboard')();
    element.setAttribute('src', `${src}&other`);
    element.theme = 'light';
    element.setAttribute('src', src);
    element.setAttribute('theme', 'dark');
  }, embedding.src());
  await inState(page, 'active');
  expect(await embedding.frame(page).evaluate(() => window.firstContext?.context)).toEqual({
    theme: 'dark',
  });
  expect(embedding.site.loads).toBe(1);
  expect(await page.evaluate(() => window.heard.filter((name) => /^error/.test(name)))).toEqual([]);
});

test('EM20 of two elements one leaves while both connect: the other is live, alone', async ({
  page,
  embedding,
  elementPage,
}) => {
  const waiting = embedding.portal.inject('challengeCode', 'hold');
  await elementPage.open(page);
  await page.evaluate(() => {
    const second = window.element.cloneNode(true) as typeof window.element;
    second.dashboardTitle = 'Second';
    window.element.after(second);
    Object.assign(window, { second });
  });
  await page.waitForFunction(() => {
    const { second, element } = window as typeof window & { second: typeof window.element };
    return [element, second].every((it) => it.dashboard?.state === 'authenticating');
  });
  await page.evaluate(() => Reflect.get(window, 'second').remove());
  waiting.remove();
  await inState(page, 'active');
  await expect(page.locator('casement-dashboard iframe')).toHaveCount(1);
  await expect(page.locator('casement-dashboard iframe')).toHaveAttribute('title', 'Operations');
  // Put back, it begins anew and the first does not notice.
  await page.evaluate(() => window.element.before(Reflect.get(window, 'second')));
  await page.waitForFunction(() => Reflect.get(window, 'second').dashboard?.state === 'active');
  expect(await page.evaluate(() => window.element.dashboard?.state)).toBe('active');
  expect(embedding.site.loads).toBe(3);
  expect(await page.evaluate(() => window.violations)).toEqual([]);
});

test('EM20 taken out and put back while it connects, it connects', async ({
  page,
  embedding,
  elementPage,
}) => {
  await elementPage.open(page);
  await page.evaluate(async () => {
    const { element } = window;
    const parent = element.parentElement;
    for (let times = 0; times < 5; times += 1) {
      element.remove();
      if (times % 2) await new Promise((resolve) => setTimeout(resolve));
      parent?.append(element);
    }
  });
  await inState(page, 'active');
  await expect(page.locator('casement-dashboard iframe')).toHaveCount(1);
  expect(embedding.portal.requests.every(({ status }) => status === 200)).toBe(true);
});
