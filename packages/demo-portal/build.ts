/** Builds the pages of the sites by Vite, when their sources have changed. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'vite';
import { MESSAGE_PATH } from './serving/message-page.ts';
import { DIST } from './serving/page.ts';

const HERE = import.meta.dirname;
const PACKAGES = join(HERE, '..');
const MARK = join(DIST, '.sources');

const SITES: Record<string, string[]> = {
  portal: ['index.html', 'sign-in.html'],
  wall: ['index.html'],
  dashboard: ['index.html'],
  message: ['index.html'],
};

/** Where a site's addresses stand: at the root of its server, or below where every server has it. */
const BASES: Record<string, string> = { message: `${MESSAGE_PATH}/` };

/** What the pages are made of. */
const SOURCES = [
  'demo-portal/{build.ts,package.json}',
  'demo-portal/design/**/*',
  'demo-portal/dashboard/wire.ts',
  'demo-portal/{portal,wall,dashboard,message}/page/**/*',
  'browser-sdk/src/**/*',
  'server-sdk/src/contract/**/*',
];

/** Builds every site unless what stands in `dist` was made of exactly these sources. */
export async function buildPages(): Promise<void> {
  const sources = fingerprint();
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === sources) return;
  // Whoever stops in the middle of a build must not find the old mark on a half of the new pages.
  rmSync(MARK, { force: true });
  for (const [site, pages] of Object.entries(SITES)) {
    const root = join(HERE, site, 'page');
    await build({
      configFile: false,
      root,
      logLevel: 'warn',
      // Nothing is inlined, so that a strict Content-Security-Policy holds.
      base: BASES[site] ?? '/',
      build: {
        outDir: join(DIST, site),
        emptyOutDir: true,
        // light-dark() and nesting stay as they are written.
        target: ['chrome123', 'firefox120', 'safari17.5'],
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
        rolldownOptions: { input: pages.map((page) => join(root, page)) },
      },
    });
  }
  writeFileSync(MARK, sources);
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: PACKAGES, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(relative(PACKAGES, file)).update(readFileSync(file));
  return hash.digest('hex');
}

if (import.meta.main) await buildPages();
