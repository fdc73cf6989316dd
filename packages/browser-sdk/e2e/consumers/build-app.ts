import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { build, type Rolldown } from 'vite';
import { folderOf, installPackage } from './installed-package.ts';

export interface App {
  /** Sources by their path in the app's folder; an `index.html` is where browsers begin. */
  sources: Record<string, string>;
  react?: 18 | 19;
  /** The module that a server runs, instead of a page. */
  server?: string;
  /** React's StrictMode mounts twice in development only, which is the default. */
  mode?: 'development' | 'production';
}

/** Builds an app with Vite, as its makers would; answers its files by path. */
export async function buildApp({
  sources,
  react = 19,
  server,
  mode = 'development',
}: App): Promise<Record<string, string>> {
  const folder = join(await installPackage(), randomUUID());
  for (const [path, text] of Object.entries(sources)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const alias =
    react === 18 ? { react: folderOf('react-18'), 'react-dom': folderOf('react-dom-18') } : {};
  const result = await build({
    root: folder,
    configFile: false,
    mode,
    logLevel: 'error',
    plugins: [
      vue({
        template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('casement-') } },
      }),
    ],
    resolve: { alias },
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    ...(server !== undefined && { ssr: { noExternal: true, target: 'node' } }),
    build: {
      write: false,
      minify: mode === 'production',
      modulePreload: { polyfill: false },
      ...(server !== undefined && { ssr: server }),
    },
  });
  const { output } = result as Rolldown.RolldownOutput;
  return Object.fromEntries(
    output.map((file) => [
      `/${file.fileName}`,
      file.type === 'chunk' ? file.code : String(file.source),
    ]),
  );
}
