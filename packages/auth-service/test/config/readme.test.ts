import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VARIABLES } from '../support/variables.ts';

test('the README starts the service with variables that are read, and says where all of them are', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, section = ''] = /^## Running it\n(.*?)^## /ms.exec(readme) ?? [];
  const named = section.match(/CASEMENT_[A-Z_]+/g) ?? [];
  expect(named.length).toBeGreaterThan(2);
  expect(VARIABLES).toEqual(expect.arrayContaining(named));
  // Whose table names exactly them; see operations-document.test.ts.
  expect(section).toContain('(../../docs/operations.md#configuration)');
});
