import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { withShortInternalNames } from './internal-names.ts';
import { withoutUnreached } from './penpal.ts';

export const ENTRIES = ['host', 'frame', 'react', 'element', 'testing'] as const;

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles each entry for itself: no page loads two, so a shared chunk would only cost a request. What an
 * entry loads on demand becomes a file beside it; `testing`, which no page loads, is one file.
 */
export async function bundle(outDir: string): Promise<void> {
  for (const entry of ENTRIES) {
    const isForTests = entry === 'testing';
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      plugins: isForTests ? [] : [withoutUnreached(), withShortInternalNames()],
      build: {
        outDir,
        emptyOutDir: false,
        target: 'es2022',
        lib: {
          entry: { [entry]: `src/${entry}/index.ts` },
          formats: ['es'],
        },
        rolldownOptions: {
          external: ['react'],
          output: {
            minify: !isForTests,
            comments: false,
            // For frameworks with server components: this one runs in browsers.
            banner: ({ name }) => (name === 'react' ? `'use client';` : ''),
            chunkFileNames: '[name].js',
            codeSplitting: !isForTests,
          },
        },
      },
    });
  }
}
