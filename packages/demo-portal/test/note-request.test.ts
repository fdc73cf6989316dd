import { expect, test } from 'vitest';
import { readNoteRequest } from '../dashboard/api/note-request.ts';

const range = { since: 1000, now: 9000 };

test('a note is trimmed, and is about now unless it says otherwise', () => {
  expect(readNoteRequest({ text: '  Deployed 4.2 ' }, range)).toEqual({
    ok: true,
    text: 'Deployed 4.2',
    at: 9000,
  });
  expect(readNoteRequest({ text: '<b>ok</b> 🚀', at: 2000.4 }, range)).toEqual({
    ok: true,
    text: '<b>ok</b> 🚀',
    at: 2000,
  });
});

test.each([
  ['nothing', undefined, ''],
  ['an array', [], ''],
  ['an empty text', { text: '   ' }, 'text'],
  ['a number as text', { text: 5 }, 'text'],
  ['141 characters', { text: 'x'.repeat(141) }, 'text'],
  ['a line break', { text: 'one\ntwo' }, 'text'],
  ['a bidirectional override', { text: 'safe\u202etxt' }, 'text'],
  ['a moment before the history', { text: 'ok', at: 999 }, 'at'],
  ['a moment in the future', { text: 'ok', at: 20_000 }, 'at'],
  ['a moment that is no number', { text: 'ok', at: 'now' }, 'at'],
  ['an author of its own', { text: 'ok', author: 'The boss' }, 'author'],
  ['a tenant of its own', { text: 'ok', tenant: 'bramble' }, 'tenant'],
])('a note with %s is refused, by the name of the field', (_what, body, path) => {
  const note = readNoteRequest(body, range);
  expect(note.ok).toBe(false);
  expect(note.ok || note.faults.map((fault) => fault.path)).toEqual([path]);
});
