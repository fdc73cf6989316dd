import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../build/bundle.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-shaking-'));
  const target = join(folder, 'node_modules/@casement/browser-sdk');
  await mkdir(target, { recursive: true });
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { name, type, sideEffects, publishConfig } = JSON.parse(text);
  const manifest = { name, type, sideEffects, ...publishConfig };
  await writeFile(join(target, 'package.json'), JSON.stringify(manifest));
  await bundle(join(target, 'dist'));
});
afterAll(() => rm(folder, { recursive: true }));

/** All that a page's bundler keeps of a program. */
async function kept(program: string): Promise<string> {
  await writeFile(join(folder, 'main.js'), program);
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: 'main.js', formats: ['es'] },
      rolldownOptions: { external: ['react'] },
    },
  });
  return ([result].flat() as Rolldown.RolldownOutput[])
    .flatMap(({ output }) => output)
    .map((file) => (file.type === 'chunk' ? file.code : ''))
    .join('\n');
}

test.each(['host', 'frame', 'react', 'element'])(
  'EM20 a program that imports %s and does not use it has nothing of it',
  async (entry) => {
    const code = await kept(`
      import * as casement from '@casement/browser-sdk/${entry}';
      import '@casement/browser-sdk/${entry}';
      export const answer = 42;`);
    expect(code).toContain('42');
    expect(code.length).toBeLessThan(100);
  },
);

test.each(['host', 'frame', 'element'])(
  'EM20 a program that uses only the error class of %s has no connection',
  async (entry) => {
    const code = await kept(`
      import { CasementError } from '@casement/browser-sdk/${entry}';
      export const isOurs = (error) => error instanceof CasementError;`);
    expect(code).toContain('CasementError');
    expect(code).not.toMatch(/createElement|MessageChannel|postMessage|crypto/);
    expect(code.length).toBeLessThan(2_000);
  },
);
