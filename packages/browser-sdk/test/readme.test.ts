import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { typeFaults } from '../../../scripts/type-faults.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

test('the examples of the README compile', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const examples = [...readme.matchAll(/^```(tsx?)\n(.*?)^```$/gms)];
  expect(examples).toHaveLength(5);
  const files = Object.fromEntries(
    examples.map(([, kind, code = ''], at) => [`example-${at}.${kind}`, code]),
  );
  expect(await typeFaults(root, files)).toBe('');
});
