import { expect, inState, test } from './element-page.ts';

test('EM20 the element embeds from its attributes, under a strict policy, with one frame', async ({
  page,
  embedding,
  elementPage,
}) => {
  await elementPage.open(page, { theme: 'dark', locale: 'nb-NO', 'time-zone': 'Europe/Oslo' });
  await inState(page, 'active');
  const frame = embedding.frame(page);
  expect(await frame.evaluate(() => window.firstContext?.context)).toEqual({
    theme: 'dark',
    locale: 'nb-NO',
    timeZone: 'Europe/Oslo',
  });
  await expect(page.locator('casement-dashboard iframe')).toHaveCount(1);
  await expect(page.locator('casement-dashboard iframe')).toHaveAttribute('title', 'Operations');
  expect(await page.evaluate(() => window.heard)).toEqual(
    expect.arrayContaining(['statechange active', 'ready active']),
  );
  expect(await page.evaluate(() => window.violations)).toEqual([]);
  expect(embedding.site.loads).toBe(1);
});

test('EM20 attributes and properties of the context follow without another load', async ({
  page,
  embedding,
  elementPage,
}) => {
  await elementPage.open(page, { theme: 'dark' });
  await inState(page, 'active');
  const frame = embedding.frame(page);
  await page.evaluate(() => {
    window.element.theme = 'light';
    window.element.filters = { site: 'north' };
    window.element.setAttribute('dashboard-title', 'Plant');
  });
  await frame.waitForFunction(() => window.session.context.filters?.site === 'north');
  expect(await frame.evaluate(() => window.session.context.theme)).toBe('light');
  await page.evaluate(() => {
    window.element.context = { theme: 'dark' };
    window.element.filters = undefined;
  });
  await frame.waitForFunction(() => window.session.context.theme === 'dark');
  expect(await frame.evaluate(() => window.session.context.filters)).toBeUndefined();
  await expect(page.locator('casement-dashboard iframe')).toHaveAttribute('title', 'Plant');
  expect(embedding.site.loads).toBe(1);
});

test('EM20 another src embeds anew; leaving the document ends it, coming back embeds again', async ({
  page,
  embedding,
  elementPage,
}) => {
  await elementPage.open(page);
  await inState(page, 'active');
  await page.evaluate((src) => {
    Object.assign(window, { first: window.element.dashboard });
    window.element.src = src;
  }, embedding.src('/other'));
  await page.waitForFunction(() => window.element.dashboard !== Reflect.get(window, 'first'));
  await inState(page, 'active');
  await expect(page.locator('casement-dashboard iframe')).toHaveCount(1);
  expect(embedding.site.loads).toBe(2);

  const state = await page.evaluate(async () => {
    const { dashboard } = window.element;
    window.element.remove();
    await new Promise((resolve) => setTimeout(resolve));
    return [
      dashboard?.state,
      window.element.dashboard,
      window.element.shadowRoot?.querySelector('iframe'),
    ];
  });
  expect(state).toEqual(['closed', null, null]);
  await page.evaluate(() => document.querySelector('main')?.append(window.element));
  await inState(page, 'active');
  await expect(page.locator('casement-dashboard iframe')).toHaveCount(1);
});

test('EM20 a move in the document keeps the dashboard; moveBefore does not even load', async ({
  page,
  embedding,
  elementPage,
}) => {
  await elementPage.open(page);
  await inState(page, 'active');
  await page.evaluate(() => {
    const { element } = window;
    Object.assign(window, { first: element.dashboard });
    const place = document.createElement('section');
    document.querySelector('main')?.append(place);
    (place as Element & { moveBefore(node: Node, before: null): void }).moveBefore(element, null);
  });
  const isSame = () =>
    page.evaluate(() => Reflect.get(window, 'first') === window.element.dashboard);
  expect(await isSame()).toBe(true);
  expect(embedding.site.loads).toBe(1);
  // An ordinary move reloads any iframe; the dashboard finds back by itself.
  await page.evaluate(() => document.querySelector('main')?.append(window.element));
  await expect.poll(() => embedding.site.loads).toBe(2);
  await inState(page, 'active');
  expect(await isSame()).toBe(true);
});

test('EM20 properties that were set before the element was defined count', async ({
  page,
  embedding,
  elementPage,
}) => {
  await elementPage.open(page, {}, { query: '?later' });
  await page.evaluate(() => {
    Object.assign(window.element, { context: { theme: 'dark' }, autoHeight: { min: 60 } });
    Reflect.get(window, 'defineCasementDashboard')();
    Reflect.get(window, 'defineCasementDashboard')();
  });
  await inState(page, 'active');
  const context = await embedding.frame(page).evaluate(() => window.firstContext?.context);
  expect(context).toEqual({ theme: 'dark' });
  expect(await page.evaluate(() => window.element.autoHeight)).toEqual({ min: 60 });
});

test('EM20 without an src there is a skeleton, and no failure; with a wrong one an error event', async ({
  page,
  elementPage,
}) => {
  await elementPage.open(page, { src: '' });
  await expect(page.locator('.casement-skeleton')).toBeVisible();
  expect(await page.evaluate(() => window.element.dashboard)).toBeNull();
  await page.evaluate(() => {
    window.element.src = '/relative';
  });
  await expect.poll(() => page.evaluate(() => window.heard)).toContain('error src_invalid');
});

test('EM20 codes may be asked for by a function that is set after the element', async ({
  page,
  embedding,
  elementPage,
}) => {
  await elementPage.open(page, { src: '' });
  const state = await page.evaluate(
    async ([src, issuer]) => {
      const element = document.createElement('casement-dashboard');
      element.src = src;
      element.dashboardTitle = 'Second';
      document.querySelector('main')?.append(element);
      element.fetchChallengeCode = (request, { signal }) => {
        Object.assign(window, { asked: request.reason });
        return fetch(issuer, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(request),
          signal,
        });
      };
      await new Promise((resolve) => element.addEventListener('ready', resolve));
      return element.dashboard?.state;
    },
    [embedding.src(), '/challenge-code'] as const,
  );
  expect(state).toBe('active');
  expect(await page.evaluate(() => Reflect.get(window, 'asked'))).toBe('initial');
});
