import type { FieldFault } from '@casement/server-sdk/contract';
import { NOTE_MAX_LENGTH } from '../wire.ts';

export type NoteRequest =
  | { ok: true; text: string; at: number }
  | { ok: false; faults: FieldFault[] };

const FIELDS = new Set(['text', 'at']);
/** The browser stamps a note by its own clock. */
const CLOCK_TOLERANCE_MS = 2000;
/** Control and bidirectional-override characters: invisible, and able to disguise the text around them. */
const INVISIBLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/**
 * Checks the body of `POST /api/notes`.
 * @param range.since the oldest moment that the chart shows, in milliseconds since the epoch
 * @param range.now the moment of a note that names none
 */
export function readNoteRequest(body: unknown, range: { since: number; now: number }): NoteRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refused('', 'must be a JSON object: { "text": "…", "at": <ms since the epoch> }');
  }
  const { text, at = range.now } = body as { text?: unknown; at?: unknown };
  const faults = Object.keys(body)
    .filter((field) => !FIELDS.has(field))
    .map((field) => ({ path: field, message: 'is not known; send text and, if you like, at' }));

  const trimmed = typeof text === 'string' ? text.trim() : '';
  const length = [...trimmed].length;
  if (typeof text !== 'string' || length === 0) {
    faults.push({ path: 'text', message: 'must not be empty; say what happened' });
  } else if (length > NOTE_MAX_LENGTH) {
    faults.push({ path: 'text', message: `has ${length} characters; at most ${NOTE_MAX_LENGTH}` });
  } else if (INVISIBLE.test(trimmed)) {
    faults.push({ path: 'text', message: 'must be one line without control characters' });
  }
  if (typeof at !== 'number' || !Number.isFinite(at)) {
    faults.push({ path: 'at', message: 'must be a number: milliseconds since the epoch' });
  } else if (at < range.since || at > range.now + CLOCK_TOLERANCE_MS) {
    faults.push({ path: 'at', message: 'must lie within the history that the chart shows' });
  }
  if (faults.length > 0 || typeof at !== 'number') return { ok: false, faults };
  return { ok: true, text: trimmed, at: Math.round(at) };
}

function refused(path: string, message: string): NoteRequest {
  return { ok: false, faults: [{ path, message }] };
}
