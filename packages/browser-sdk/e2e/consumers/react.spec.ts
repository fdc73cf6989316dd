import { expect, live, test } from './react-bench.ts';

for (const react of [18, 19] as const) {
  test.describe(`React ${react}`, () => {
    test('EM20 StrictMode makes one frame, one load and one connection, and nothing flickers', async ({
      page,
      bench,
      embedding,
    }) => {
      await bench.open(page, react);
      await page.evaluate(() => {
        const seen: string[] = [];
        Object.assign(window, { seen });
        new MutationObserver((records) => {
          for (const { addedNodes, removedNodes } of records) {
            for (const node of addedNodes)
              if (node instanceof HTMLIFrameElement) seen.push('added');
            for (const node of removedNodes)
              if (node instanceof HTMLIFrameElement) seen.push('removed');
          }
        }).observe(document, { childList: true, subtree: true });
      });
      await bench.render(page, { isStrict: true });
      expect(await live(page)).toBe(1);
      expect(await page.evaluate(() => Reflect.get(window, 'seen'))).toEqual(['added']);
      expect(embedding.site.loads).toBe(1);
      expect(embedding.portal.requests).toHaveLength(1);
      expect((await bench.heard(page)).filter((name) => name === 'ready')).toHaveLength(1);
      expect(await page.evaluate(() => window.unhandled)).toEqual([]);
    });

    test('EM20 context follows without another load; what is no longer given is taken back', async ({
      page,
      bench,
      embedding,
    }) => {
      const { props } = bench;
      await bench.open(page, react);
      await bench.render(page, { props: { ...props, context: { theme: 'dark', locale: 'en' } } });
      await live(page);
      const frame = embedding.frame(page);
      await page.evaluate(() => Object.assign(window, { first: document.querySelector('iframe') }));
      await bench.render(page, {
        props: { ...props, title: 'Plant', context: { theme: 'light' } },
      });
      await frame.waitForFunction(() => window.session.context.theme === 'light');
      expect(await frame.evaluate(() => window.session.context.locale)).toBeUndefined();
      const same = await page.evaluate(
        () => document.querySelector('iframe') === Reflect.get(window, 'first'),
      );
      expect(same).toBe(true);
      await expect(page.locator('iframe')).toHaveAttribute('title', 'Plant');
      expect(embedding.site.loads).toBe(1);
    });

    test('EM20 other callbacks are called from then on, without another load', async ({
      page,
      bench,
      embedding,
    }) => {
      const { challengeCodeUrl: _, ...props } = bench.props;
      await bench.open(page, react);
      await bench.render(page, { props, fetches: true, mark: 'one' });
      await live(page);
      expect(await bench.heard(page)).toContain('one fetch');
      await bench.render(page, { props, fetches: true, mark: 'two' });
      const frame = embedding.frame(page);
      // React renders when it sees fit.
      await expect(async () => {
        await frame.evaluate(() => window.session.emit('clicked'));
        expect(await bench.heard(page)).toContain('two clicked');
      }).toPass();
      embedding.issuer.revokeTokens();
      await frame.evaluate(() => window.session.fetch('/api/data'));
      expect(await bench.heard(page)).toContain('two fetch');
      expect(embedding.site.loads).toBe(1);
    });

    test('EM20 another src embeds anew, with one frame and another handle', async ({
      page,
      bench,
      embedding,
    }) => {
      await bench.open(page, react);
      await bench.render(page);
      await live(page);
      await page.evaluate(() => Object.assign(window, { first: window.bench.handle }));
      await bench.render(page, { props: { ...bench.props, src: embedding.src('/other') } });
      await page.waitForFunction(() => window.bench.handle !== Reflect.get(window, 'first'));
      await live(page);
      expect(await page.locator('iframe').count()).toBe(1);
      expect(embedding.site.loads).toBe(2);
      const first = await page.evaluate(() => ({
        isSame: Reflect.get(window, 'first') === window.bench.handle,
        state: Reflect.get(window, 'first').state,
      }));
      expect(first).toEqual({ isSame: false, state: 'closed' });
    });

    test('EM20 unmounting leaves nothing, and mounting again embeds again', async ({
      page,
      bench,
      embedding,
    }) => {
      await bench.open(page, react);
      await bench.render(page, { isStrict: true });
      await live(page);
      const closed = await page.evaluate(async () => {
        const { handle } = window.bench;
        window.bench.unmount();
        await new Promise((resolve) => setTimeout(resolve));
        return handle?.state;
      });
      expect(closed).toBe('closed');
      expect(await page.evaluate(() => document.getElementById('root')?.children.length)).toBe(0);
      await bench.render(page, { isStrict: true });
      expect(await live(page)).toBe(1);
      expect(embedding.site.loads).toBe(2);
      expect(await page.evaluate(() => window.unhandled)).toEqual([]);
    });
  });
}
