import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { withShortInternalNames } from './internal-names.ts';
import { withoutUnreached } from './penpal.ts';

export const ENTRIES = ['host', 'frame'] as const;

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles each entry for itself: no page loads both, so a shared chunk would only cost a request. What an
 * entry loads on demand becomes a file beside it.
 */
export async function bundle(outDir: string): Promise<void> {
  for (const entry of ENTRIES) {
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      plugins: [withoutUnreached(), withShortInternalNames()],
      build: {
        outDir,
        emptyOutDir: false,
        target: 'es2022',
        lib: {
          entry: { [entry]: `src/${entry}/index.ts` },
          formats: ['es'],
        },
        rolldownOptions: {
          output: { minify: true, comments: false, chunkFileNames: '[name].js' },
        },
      },
    });
  }
}
