import { expect, test } from 'vitest';
import { printable, printableJson } from '../../src/cli/printable.ts';

/** CSI in one byte, a turned direction, no width at all, a line separator, a tag beyond U+FFFF. */
const HOSTILE = 'a\u009b31mb\u202ec\u200fd\u2028e\u{e0041}f\u007fg';

test('what could move the cursor, hide or turn is made visible', () => {
  expect(printable(`${HOSTILE}\u001b[0m`)).toBe(
    'a\\u009b31mb\\u202ec\\u200fd\\u2028e\\udb40\\udc41f\\u007fg\\u001b[0m',
  );
  expect(printable('Zoë, 東京 🙂')).toBe('Zoë, 東京 🙂');
});

test('in JSON too, which keeps its meaning and its layout', () => {
  const json = printableJson(JSON.stringify({ address: HOSTILE }, null, 2));
  expect(json).toMatch(/^\{\n {2}"address": "[\x20-\x7e]*"\n\}$/);
  expect(JSON.parse(json)).toEqual({ address: HOSTILE });
});
