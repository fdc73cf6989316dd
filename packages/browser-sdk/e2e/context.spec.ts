import type { Frame, Page } from '@playwright/test';
import { expect, hear, settled, test } from './support/fixtures.ts';

test('EM21 the context is there before the session, and changes reach the frame merged', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { context: { theme: 'dark', filters: { site: 'north' } } });
  await settled(page);
  const frame = embedding.frame(page);
  expect(await frame.evaluate(() => window.firstContext)).toEqual({
    context: { theme: 'dark', filters: { site: 'north' } },
    hasSession: false,
  });
  const changed = await hear(frame, 'contextchange');
  await page.evaluate(() => window.dashboard.setContext({ theme: 'light', locale: 'nb-NO' }));
  const expected = { theme: 'light', locale: 'nb-NO', filters: { site: 'north' } };
  expect(await changed()).toEqual(expected);
  expect(await frame.evaluate(() => window.session.context)).toEqual(expected);
  const code = await page.evaluate(() => {
    try {
      window.dashboard.setContext({ filters: { element: document.body } });
      return 'none';
    } catch (error) {
      return Reflect.get(Object(error), 'code');
    }
  });
  expect(code).toBe('context_invalid');
});

test('EM21 a context set before the frame is there is the one that it gets', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { context: { theme: 'dark' } });
  await page.evaluate(() => window.dashboard.setContext({ theme: 'light' }));
  await settled(page);
  const first = await embedding.frame(page).evaluate(() => window.firstContext);
  expect(first?.context).toEqual({ theme: 'light' });
});

test('EM21 events go both ways, wrong ones are refused where they are sent', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  const frame = embedding.frame(page);
  await frame.evaluate(() => window.session.emit('row.selected', { id: 7 }));
  await page.waitForFunction(() => window.events.length === 1);
  expect(await page.evaluate(() => window.events)).toEqual([
    { type: 'row.selected', payload: { id: 7 } },
  ]);
  const heard = await hear(frame, 'event');
  expect(await page.evaluate(() => window.dashboard.emit('print'))).toBe(true);
  expect(await heard()).toEqual({ type: 'print' });
  const code = await frame.evaluate(() => {
    try {
      window.session.emit('click', () => 1);
      return 'none';
    } catch (error) {
      return Reflect.get(Object(error), 'code');
    }
  });
  expect(code).toBe('event_invalid');
});

test('a listener that throws harms neither the others nor the renewal', async ({
  page,
  embedding,
}) => {
  embedding.issuer.renewIn = 0.6;
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  await embedding.open(page);
  await embedding.embed(page);
  await settled(page);
  await embedding.frame(page).evaluate(() => {
    window.session.on('renewed', () => {
      throw new Error('A listener of the application');
    });
  });
  await page.waitForFunction(() => window.dashboard.status.renewals >= 3);
  await expect.poll(() => [...new Set(thrown)]).toEqual(['A listener of the application']);
});

const height = (page: Page) =>
  page.evaluate(() => document.querySelector('iframe')?.getBoundingClientRect().height ?? 0);

/** Gives the framed page this body and style; returns when the frame has the height. */
async function fill(frame: Frame, css: string, boxes: number[]): Promise<void> {
  await frame.evaluate(
    ([style, heights]) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      document.adoptedStyleSheets = [sheet];
      document.body.replaceChildren(
        ...heights.map((pixels) => {
          const box = document.createElement('div');
          box.style.height = `${pixels}px`;
          return box;
        }),
      );
    },
    [css, boxes] as const,
  );
}

test('EM21 the frame’s height follows its content up and down', async ({ page, embedding }) => {
  await embedding.open(page);
  await embedding.embed(page, { autoHeight: { min: 60, max: 1_500 } });
  await settled(page);
  const frame = embedding.frame(page);
  await fill(frame, 'body { margin: 0 }', [700]);
  await expect.poll(() => height(page)).toBe(700);
  await fill(frame, 'body { margin: 0 }', [700, 300.2]);
  await expect.poll(() => height(page)).toBe(1_001);
  await fill(frame, 'body { margin: 0; padding: 10px }', [200]);
  await expect.poll(() => height(page)).toBe(220);
  await fill(frame, 'body { margin: 0; min-height: 100vh }', [180]);
  await expect.poll(() => height(page)).toBe(180);
  await fill(frame, 'body { margin: 0 }', [9_000]);
  await expect.poll(() => height(page)).toBe(1_500);
  await fill(frame, 'body { margin: 0 }', [5]);
  await expect.poll(() => height(page)).toBe(60);
});

test('EM21 a height is reported once, not per frame', async ({ page, embedding }) => {
  await embedding.open(page);
  await embedding.embed(page, { autoHeight: true });
  await settled(page);
  const frame = embedding.frame(page);
  // The height that it begins with has been told before heights are counted.
  await fill(frame, 'body { margin: 0 }', [222]);
  await expect.poll(() => height(page)).toBe(222);
  await page.evaluate(() => {
    const heights: number[] = [];
    Object.assign(window, { heights });
    window.dashboard.on('heightchange', (value) => heights.push(value));
  });
  await frame.evaluate(async () => {
    for (let step = 0; step < 50; step += 1) {
      document.body.style.cssText = `margin: 0; height: ${300 + step}px`;
      const box = document.createElement('div');
      box.style.height = '333px';
      document.body.replaceChildren(box);
    }
  });
  await expect.poll(() => height(page)).toBe(333);
  const heights = await page.evaluate(() => Reflect.get(window, 'heights'));
  expect(heights).toEqual([333]);
});

test('EM21 content sized by the viewport does not grow without end', async ({
  page,
  embedding,
}) => {
  await embedding.open(page);
  await embedding.embed(page, { autoHeight: { min: 100, max: 20_000 } });
  await settled(page);
  const frame = embedding.frame(page);
  await fill(frame, 'body { margin: 0 } div { height: calc(100vh + 40px) !important }', [0]);
  // Settled: the same height in many samples in a row.
  let last = 0;
  let same = 0;
  await expect
    .poll(
      async () => {
        const now = await height(page);
        same = now === last ? same + 1 : 0;
        last = now;
        return same;
      },
      { intervals: [50] },
    )
    .toBeGreaterThan(15);
  expect(last).toBeLessThan(1_000);
  await fill(frame, 'body { margin: 0 }', [250]);
  await expect.poll(() => height(page)).toBe(250);
});

test('EM21 a frame below the fold gets its height too', async ({ page, embedding }) => {
  await embedding.open(page);
  await page.evaluate(() => {
    const space = document.createElement('div');
    space.style.height = '5000px';
    document.body.prepend(space);
  });
  await embedding.embed(page, { autoHeight: true });
  await settled(page);
  await fill(embedding.frame(page), 'body { margin: 0 }', [640]);
  await expect.poll(() => height(page)).toBe(640);
});
