import { expect, test } from 'vitest';
import { readAnswer } from '../src/http-exchange.ts';
import { parseRetryAfter } from '../src/http-refusal.ts';
import type { Party } from '../src/party.ts';

const portal: Party = { name: 'The portal', prefix: 'portal', unauthorized: 'login_required' };

async function failureOf(response: Response) {
  const result = await readAnswer(response, portal);
  if (result.ok) throw new Error('The answer was taken for a good one.');
  return result.failure;
}

test('answers the JSON of a good answer', async () => {
  expect(await readAnswer(Response.json({ a: 1 }), portal)).toEqual({ ok: true, value: { a: 1 } });
});

test('passes a Casement refusal on with code, description, status and Retry-After', async () => {
  const body = { error: 'client_disabled', error_description: 'The client is paused.' };
  const headers = { 'retry-after': '7' };
  expect(await failureOf(Response.json(body, { status: 403, headers }))).toEqual({
    code: 'client_disabled',
    message: 'The client is paused.',
    status: 403,
    retryAfterMs: 7_000,
  });
});

test.each([
  [401, 'login_required'],
  [403, 'portal_refused'],
  [404, 'portal_refused'],
  [429, 'slow_down'],
  [500, 'portal_error'],
  [503, 'portal_error'],
] as const)('takes %i without a Casement body for %s', async (status, code) => {
  for (const body of ['', '<h1>Oops</h1>', '{"error":"Unauthorized"}', 'null', '"text"']) {
    expect((await failureOf(new Response(body, { status }))).code).toBe(code);
  }
});

test('refuses an answer that is not JSON', async () => {
  expect((await failureOf(new Response('<p>Sign in</p>'))).code).toBe('portal_answer_invalid');
});

test.each([
  ['120', 120_000],
  ['0', 0],
  ['Sat, 21 Nov 2026 04:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 03:00:00 GMT', undefined],
  ['-5', undefined],
  ['soon', undefined],
  ['', undefined],
])('reads Retry-After "%s" as %s ms', (value, expected) => {
  const headers = new Headers({ 'retry-after': value, date: 'Sat, 21 Nov 2026 04:00:00 GMT' });
  expect(parseRetryAfter(headers)).toBe(expected);
});
