/** Compiles every TypeScript example of the documents against the packages as they are. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
// Below a package that depends on all the others, so that their names resolve.
const folder = join(root, 'packages/demo-portal/dist/docs-examples');

/** What the short examples of the README leave to the reader. */
const readmePrelude = `
import type { Express } from 'express';
declare const app: Express;
declare const issuer: string, clientId: string, clientSecret: string;
declare global {
  namespace Express { interface Request { session: { user: { email: string; tenant: string } } } }
}
`;

function examples(document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map((match) => match[1] ?? '');
}

test.each([
  ['README.md', readmePrelude, 2],
  ['docs/guides/embedding.md', '', 4],
  // The compiler takes seconds, and many of them where other tests run beside it.
])('the examples of %s compile', { timeout: 60_000 }, (document, prelude, atLeast) => {
  const found = examples(document);
  expect(found.length).toBeGreaterThanOrEqual(atLeast);

  const here = join(folder, basename(document, '.md'));
  rmSync(here, { recursive: true, force: true });
  mkdirSync(here, { recursive: true });
  for (const [index, example] of found.entries()) {
    writeFileSync(join(here, `example-${index + 1}.ts`), `${prelude}${example}\nexport {};\n`);
  }
  writeFileSync(
    join(here, 'tsconfig.json'),
    JSON.stringify({ extends: '../../../tsconfig.json', include: ['*.ts'], exclude: [] }),
  );

  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', here], { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
