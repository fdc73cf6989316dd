import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const variables = (text: string) => new Set(text.match(/CASEMENT_[A-Z_]+/g));

test('the README’s table names exactly the variables that are read', () => {
  const table = read('README.md').match(/^\| `CASEMENT_.*$/gm) ?? [];
  expect(variables(table.join('\n'))).toEqual(variables(read('src/config/environment.ts')));
});
