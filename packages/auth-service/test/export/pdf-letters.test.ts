import { expect, test } from 'vitest';
import { drawable, isRightToLeft, turned } from '../../src/export/pdf-letters.ts';

test('what the font has is drawn as it is', () => {
  for (const text of [
    'Fleet Reports',
    'Łódź',
    'Blåbærsyltetøy',
    'Ελληνικά',
    'Кириллица',
    '–',
    'é',
  ]) {
    expect(drawable(text)).toBe(text);
  }
});

test('what it has not is one box for each letter, as people count them', () => {
  expect(drawable('東京 NOC')).toBe('□□ NOC');
  expect(drawable('👩‍💻 desk')).toBe('□ desk');
  expect(drawable('Łódź 🏙️')).toBe('Łódź □');
});

test('in a text from right to left, what reads the other way is turned before the font turns all', () => {
  expect(isRightToLeft('עברית לוח')).toBe(true);
  expect(isRightToLeft('12 לוח')).toBe(true);
  expect(isRightToLeft('NOC עברית')).toBe(false);
  expect(isRightToLeft('12')).toBe(false);
  expect(turned('עברית לוח')).toBe('עברית לוח');
  expect(turned('לוח Fleet 12')).toBe('לוח 21 teelF');
});
