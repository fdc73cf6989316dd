import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VARIABLES } from '../support/variables.ts';

test('the README’s table names exactly the variables that are read', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const table = readme.match(/^\| `CASEMENT_.*$/gm) ?? [];
  expect(new Set(table.join('\n').match(/CASEMENT_[A-Z_]+/g))).toEqual(new Set(VARIABLES));
});
