/** What apps do to a component without a second thought: options written in place, quick changes, leaving early. */
import { expect, live, test } from './react-bench.ts';

test('EM19 what wall mode tells is told to the callback of the last rendering', async ({
  page,
  bench,
  embedding,
}) => {
  await bench.open(page, 19);
  await bench.render(page, { tells: true, mark: 'one' });
  await live(page);
  await page.waitForFunction(() => window.bench.heard.includes('one telemetry'));
  await bench.render(page, { tells: true, mark: 'two' });
  await page.waitForFunction(() => window.bench.heard.includes('two telemetry'));
  // From then on, and without another load.
  await page.evaluate(() => window.bench.heard.splice(0));
  await page.waitForFunction(() => window.bench.heard.includes('two telemetry'));
  expect(await bench.heard(page)).not.toContain('one telemetry');
  expect(embedding.site.loads).toBe(1);
});

test('EM20 equal options written anew in each rendering change nothing', async ({
  page,
  bench,
  embedding,
}) => {
  await bench.open(page, 19);
  const options = {
    context: { theme: 'dark' as const, filters: { site: 'north' } },
    labels: { stale: 'Old since {time}' },
    timeouts: { handshakeMs: 20_000 },
    autoHeight: { min: 60 },
  };
  await bench.render(page, { props: { ...bench.props, ...options } });
  await live(page);
  const frame = embedding.frame(page);
  await frame.evaluate(() => {
    Object.assign(window, { changes: 0 });
    window.session.on('contextchange', () => {
      Object.assign(window, { changes: Reflect.get(window, 'changes') + 1 });
    });
  });
  for (let times = 0; times < 20; times += 1) {
    await bench.render(page, { props: { ...bench.props, ...structuredClone(options) } });
  }
  // A real change arrives after all that would have come before it.
  const context = { ...options.context, theme: 'light' as const };
  await bench.render(page, { props: { ...bench.props, ...options, context } });
  await frame.waitForFunction(() => window.session.context.theme === 'light');
  expect(await frame.evaluate(() => Reflect.get(window, 'changes'))).toBe(1);
  expect(embedding.site.loads).toBe(1);
  expect(embedding.portal.requests).toHaveLength(1);
});

for (const react of [18, 19] as const) {
  test(`EM20 React ${react}: leaving while it connects or waits for a code leaves nothing`, async ({
    page,
    bench,
    embedding,
  }) => {
    await bench.open(page, react);
    const documents = `${embedding.site.origin}/?*`;
    for (const isStrict of [true, false]) {
      // At once, while the document loads, and while the portal keeps it waiting.
      for (const seen of ['nothing', 'connecting', 'authenticating']) {
        await page.evaluate(() => window.bench.heard.splice(0));
        const waiting = embedding.portal.inject('challengeCode', 'silence');
        // A document that does not come keeps it connecting.
        if (seen === 'connecting') await page.route(documents, () => {});
        await bench.render(page, { isStrict });
        await page.waitForFunction(
          (state) => state === 'nothing' || window.bench.handle?.state === state,
          seen,
        );
        await page.evaluate(() => window.bench.unmount());
        expect(await page.locator('iframe, .casement-skeleton').count()).toBe(0);
        expect(await page.evaluate(() => window.bench.handle)).toBeNull();
        waiting.remove();
        if (seen === 'connecting') await page.unroute(documents);
      }
    }
    const asked = embedding.portal.requests.length;
    await bench.render(page, { isStrict: true });
    expect(await live(page)).toBe(1);
    expect(embedding.portal.requests).toHaveLength(asked + 1);
    expect(await page.evaluate(() => window.unhandled)).toEqual([]);
    expect(await bench.heard(page)).not.toContain('internal_error');
  });
}

test('EM20 a src that changes faster than it connects: the last one is there, once', async ({
  page,
  bench,
  embedding,
}) => {
  await bench.open(page, 19);
  await page.evaluate(async (props) => {
    for (let turn = 1; turn <= 6; turn += 1) {
      const src = `${props.src}&turn=${turn}`;
      window.bench.render({ isStrict: true, props: { ...props, src } });
      await new Promise((resolve) => setTimeout(resolve));
    }
  }, bench.props);
  expect(await live(page)).toBe(1);
  expect(embedding.frame(page).url()).toContain('turn=6');
  expect((await bench.heard(page)).filter((name) => name === 'ready')).toHaveLength(1);
  expect(await page.evaluate(() => window.unhandled)).toEqual([]);
});
