import { expect, inState, test } from './element-page.ts';

test('EM20 the skeleton speaks the language of the context, and follows it', async ({
  page,
  embedding,
  elementPage,
}) => {
  embedding.portal.inject('challengeCode', 'silence');
  const element = await elementPage.open(page, { locale: 'nb-NO' });
  const skeleton = element.getByText('Laster Operations');
  await expect(skeleton).toBeVisible();
  await expect(skeleton).toHaveAttribute('lang', 'nb');
  await page.evaluate(() => {
    window.element.locale = 'fi';
  });
  await expect(element.getByText('Ladataan: Operations')).toBeVisible();
});

test('EM20 without a locale it is the page’s language that counts, and own labels before all', async ({
  page,
  embedding,
  elementPage,
}) => {
  embedding.portal.inject('challengeCode', { status: 503 });
  const element = await elementPage.open(page, {}, { lang: 'sv' });
  await expect(element.getByText('Läser in Operations')).toBeVisible();
  // It goes on trying: after a while that is told, over the skeleton.
  await expect(element.getByText('Sidans server ger ingen åtkomst för tillfället.')).toBeVisible();
  await page.evaluate(() => {
    window.element.labels = { portal_error: 'Vår server vilar.', portal: 'Vår server vilar.' };
  });
  await expect(element.getByText('Vår server vilar.')).toBeVisible();
});

test('EM20 a failed dashboard is embedded anew when the viewer tries again', async ({
  page,
  embedding,
  elementPage,
}) => {
  await elementPage.open(page, { src: '' });
  await page.evaluate((src) => {
    Object.assign(window.element, { timeouts: { handshakeMs: 1_000 }, src });
  }, embedding.src('/silent'));
  await inState(page, 'failed');
  const alert = page.getByRole('alert');
  await expect(alert).toHaveText(/cannot be shown.*The dashboard does not answer/);
  const isInert = await page.evaluate(() => {
    const { shadowRoot, dashboard } = window.element;
    Object.assign(window, { first: dashboard, isTold: true });
    const observer = new MutationObserver(() => {
      if (!shadowRoot?.querySelector('[role="alert"]')) Object.assign(window, { isTold: false });
    });
    if (shadowRoot)
      observer.observe(shadowRoot, { subtree: true, attributes: true, childList: true });
    return window.element.dashboard?.iframe?.inert;
  });
  expect(isInert).toBe(true);
  await page.getByRole('button', { name: 'Try again' }).click();
  // However short it is gone until the next one fails as well.
  await page.waitForFunction(() => !Reflect.get(window, 'isTold'));
  await page.waitForFunction(() => window.element.dashboard !== Reflect.get(window, 'first'));
  await inState(page, 'failed');
  await expect(alert).toBeVisible();
  const state = await page.evaluate(() => Reflect.get(window, 'first').state);
  expect(state).toBe('closed');
  await expect(page.locator('casement-dashboard iframe')).toHaveCount(1);
});

test('EM20 with overlays off there is the frame alone', async ({ page, elementPage }) => {
  await elementPage.open(page, {}, { query: '?later' });
  await page.evaluate(() => {
    Object.assign(window.element, { overlays: false });
    Reflect.get(window, 'defineCasementDashboard')();
  });
  await inState(page, 'active');
  await expect(page.locator('casement-dashboard iframe')).toHaveCount(1);
  await expect(page.locator('.casement-skeleton, .casement-notice')).toHaveCount(0);
});

test('EM20 the skeleton moves only where motion is not to be reduced', async ({
  page,
  embedding,
  elementPage,
}) => {
  embedding.portal.inject('challengeCode', 'silence');
  const element = await elementPage.open(page);
  const animation = () =>
    element
      .locator('.casement-skeleton')
      .evaluate((node) => getComputedStyle(node, '::before').animationName);
  expect(await animation()).toBe('casement-wait');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await animation()).toBe('none');
});

test('EM20 a wall is a wall by its attribute', async ({ page, embedding, elementPage }) => {
  await elementPage.open(page, { wall: '' });
  await inState(page, 'active');
  await expect
    .poll(() =>
      page.evaluate(() =>
        performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/wall.js')),
      ),
    )
    .toBe(true);
  expect(embedding.site.loads).toBe(1);
});
