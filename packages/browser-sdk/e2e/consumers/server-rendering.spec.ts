import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { buildApp } from './build-app.ts';
import { expect, live, test } from './react-bench.ts';

/** Renders on a server: a Node process of its own, in which browsers' globals tell when they are touched. */
async function renderOnServer(
  react: 18 | 19,
  props: object,
): Promise<{ html: string; version: string; touched: string[]; logged: string }> {
  const files = await buildApp({
    react,
    server: 'server.tsx',
    sources: {
      'server.tsx': await readFile(new URL('apps/react-server.tsx', import.meta.url), 'utf8'),
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'casement-server-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const entry = Object.keys(files).find((path) => path.startsWith('/server.'));
    await writeFile(
      join(folder, 'run.mjs'),
      `const touched = [];
      const { render } = await import('.${entry}');
      for (const name of ['window', 'document', 'location', 'HTMLElement', 'CSSStyleSheet', 'localStorage', 'addEventListener']) {
        Object.defineProperty(globalThis, name, { configurable: true, get() {
          touched.push(name);
          return undefined;
        } });
      }
      const result = render(${JSON.stringify(props)});
      process.stdout.write(JSON.stringify({ ...result, touched }));`,
    );
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      join(folder, 'run.mjs'),
    ]);
    return { ...JSON.parse(stdout), logged: stderr };
  } finally {
    await rm(folder, { recursive: true });
  }
}

for (const react of [18, 19] as const) {
  test(`EM20 React ${react}: rendered on a server, hydrated in the browser, one frame and one load`, async ({
    page,
    bench,
    embedding,
  }) => {
    const { style: _, ...props } = { ...bench.props, className: 'operations' };
    const rendered = await renderOnServer(react, props);
    expect(rendered.version).toMatch(new RegExp(`^${react}\\.`));
    expect(rendered.touched).toEqual([]);
    // React 18 warns of effects that do nothing on a server; there are none.
    expect(rendered.logged).toBe('');
    expect(rendered.html).toBe('<div class="casement-dashboard operations"></div>');

    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && /hydrat|did not match/i.test(message.text())) {
        faults.push(message.text());
      }
    });
    await bench.open(page, react);
    await page.evaluate(
      ([html, given]) => {
        const root = document.getElementById('root');
        const parsed = new DOMParser().parseFromString(html, 'text/html');
        root?.append(...parsed.body.children);
        Object.assign(window, { box: root?.firstElementChild });
        window.bench.hydrate({ props: given, isStrict: true });
      },
      [rendered.html, props] as const,
    );
    expect(await live(page)).toBe(1);
    const isSame = await page.evaluate(
      () => document.querySelector('.operations') === Reflect.get(window, 'box'),
    );
    expect(isSame).toBe(true);
    expect(embedding.site.loads).toBe(1);
    expect(faults).toEqual([]);
  });
}
