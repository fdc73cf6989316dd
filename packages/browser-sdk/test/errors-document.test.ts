/** Holds docs/errors.md against the closed sets of codes, and the links against the document. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WIRE_ERROR_CODES } from '@casement/server-sdk/contract';
import { expect, test } from 'vitest';
import { documentationOf } from '../src/documentation.ts';
import { CasementError, SDK_ERROR_CODES } from '../src/errors.ts';
import { WARNING_CODES } from '../src/warning.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const [file = ''] = documentationOf('x').split('#');
const document = await readFile(join(root, file), 'utf8');
const sections = new Map(
  document
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
);
const codes = [...SDK_ERROR_CODES, ...WIRE_ERROR_CODES, ...WARNING_CODES];

test('the document has every code, and no other', () => {
  expect([...sections.keys()].sort()).toEqual([...codes].sort());
  expect(new Set(codes).size).toBe(codes.length);
});

test.each(codes)('%s has meaning, cause and remedy, and its link leads there', (code) => {
  const [meaning = '', rest = ''] = sections.get(code)?.split(/\n\n(?=\*\*Cause)/) ?? [];
  expect(meaning.replace(code, '').trim().length).toBeGreaterThan(15);
  expect(rest).toMatch(/^\*\*Cause\.\*\* \S.*\n\*\*Remedy\.\*\* \S/);
  // A heading's anchor is its text in lower case; that of a code is the code.
  expect(documentationOf(code)).toBe(`${file}#${code}`);
});

test('an error leads to its code', () => {
  const error = new CasementError({ code: 'frame_silent', message: 'x' });
  expect(error.documentation).toBe('docs/errors.md#frame_silent');
});
