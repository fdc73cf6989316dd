/** Compiles every TypeScript example of the documents against the packages as they are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { typeFaults } from './type-faults.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** It depends on all the others, so that their names resolve. */
const packageFolder = join(root, 'packages/demo-portal');

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
])('the examples of %s compile', async (document, prelude, atLeast) => {
  const found = examples(document);
  expect(found.length).toBeGreaterThanOrEqual(atLeast);

  const files = found.map((example, index) => [
    `example-${index + 1}.ts`,
    `${prelude}${example}\nexport {};\n`,
  ]);
  expect(await typeFaults(packageFolder, Object.fromEntries(files))).toBe('');
});
