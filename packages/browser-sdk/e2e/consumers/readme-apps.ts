import { readFile } from 'node:fs/promises';
import { buildApp } from './build-app.ts';

/** The address in the README's examples. A test puts the real one in its place when it serves the app. */
const SRC = 'https://dash.example.com/ops?client_id=portal';
const CODES = '/casement/challenge-code';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

/** The README's only example in that language, letter for letter. */
function example(language: string): string {
  const found = [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))];
  if (found.length !== 1)
    throw new Error(`The README has ${found.length} examples in ${language}.`);
  return found[0]?.[1] ?? '';
}

const CSS = '.operations, casement-dashboard { display: block; width: 600px; height: 400px }';
const html = (main: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Portal</title><link rel="stylesheet" href="/portal.css"><body><div id="root"></div><script type="module" src="/${main}"></script></body></html>`;

const SOURCES: Record<string, () => Record<string, string>> = {
  react: () => ({
    'index.html': html('main.tsx'),
    'portal.css': CSS,
    'operations.tsx': example('tsx'),
    'main.tsx': `import { StrictMode } from 'react';
      import { createRoot } from 'react-dom/client';
      import { Operations } from './operations.tsx';
      createRoot(document.getElementById('root')).render(<StrictMode><Operations /></StrictMode>);`,
  }),
  vue: () => ({
    'index.html': html('main.js'),
    'portal.css': CSS,
    'operations.vue': example('vue'),
    'main.js': `import { createApp } from 'vue';
      import Operations from './operations.vue';
      createApp(Operations).mount('#root');`,
  }),
  plain: () => ({ 'index.html': example('html'), 'portal.css': CSS }),
};

/** An app of the README, built for production and ready to be served with the frame's real address. */
export async function readmeApp(name: string, src: string): Promise<Record<string, string>> {
  const sources = SOURCES[name]?.();
  if (sources === undefined) throw new Error(`There is no app "${name}".`);
  const files = await buildApp({ sources, mode: 'production' });
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      text
        .replaceAll(SRC, path.endsWith('.html') ? src.replaceAll('&', '&amp;') : src)
        .replaceAll(CODES, '/challenge-code'),
    ]),
  );
}
