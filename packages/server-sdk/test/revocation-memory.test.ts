import { describe, expect, test } from 'vitest';
import type { SecurityEvent } from '../src/index.ts';
import { readSecurityEvent, revokedSubjects } from '../src/security-events/security-event.ts';
import { REVOCATION_MEMORY_MS, RevocationMemory } from '../src/verifier/revocation-memory.ts';
import { thrownBy } from './support/failure.ts';
import { goodClaims } from './support/token-issuer.ts';

const AT = 1_800_000_000_000;

function event(type: string, subject: Partial<SecurityEvent>, at = AT): SecurityEvent {
  return { type, id: '1', at, ...subject };
}

const claims = (iat: number, changes: object = {}) => ({
  ...goodClaims('http://localhost', 'x'.repeat(43), AT),
  iat,
  ...changes,
});

describe('decision: a token is refused when iat <= floor(at / 1000)', () => {
  test.each([
    [AT, 0, true],
    [AT, 1, false],
    [AT, -1, true],
    [AT + 999, 0, true],
    [AT + 999, 1, false],
    [AT + 1_000, 1, true],
    [AT - 1, 0, false],
    [AT - 1, -1, true],
  ])('at %i, iat %i s later', (at, offset, refused) => {
    const memory = new RevocationMemory(10);
    memory.remember(event('client.disabled', { clientId: 'client-1' }, at), AT);
    expect(memory.refuses(claims(AT / 1000 + offset))).toBe(refused);
  });
});

test.each([
  ['client.disabled', { clientId: 'client-1' }],
  ['client.deleted', { clientId: 'client-1' }],
  ['client.changed', { clientId: 'client-1' }],
  ['user.changed', { userId: 'user-1' }],
  ['session.revoked', { sessionId: 'session-1' }],
  ['token.revoked', { tokenId: 'token-1' }],
])('%s refuses its subject and nobody else', (type, subject) => {
  const memory = new RevocationMemory(10);
  memory.remember(event(type, subject), AT);
  const mine = claims(AT / 1000, { jti: 'token-1' });
  expect(memory.refuses(mine)).toBe(true);
  const others = { client_id: 'o', sub: 'o', sid: 'o', jti: 'o' };
  expect(memory.refuses({ ...mine, ...others })).toBe(false);
});

test('one kind’s ID is not another’s', () => {
  const memory = new RevocationMemory(10);
  memory.remember(event('session.revoked', { sessionId: 'client-1' }), AT);
  expect(memory.refuses(claims(AT / 1000))).toBe(false);
});

test('context beside the subject does not widen an event', () => {
  const all = { clientId: 'c', userId: 'u', sessionId: 's', tokenId: 't' };
  expect(revokedSubjects(event('session.revoked', all))).toEqual(['session_id:s']);
  expect(revokedSubjects(event('keys.rotated', all))).toEqual([]);
});

test('an event of a newer issuer counts for all it names', () => {
  expect(revokedSubjects(event('team.closed', { clientId: 'c', userId: 'u' }))).toEqual([
    'client_id:c',
    'user_id:u',
  ]);
});

test('the newest event counts, in whatever order they come', () => {
  const memory = new RevocationMemory(10);
  memory.remember(event('user.changed', { userId: 'user-1' }, AT + 5_000), AT);
  memory.remember(event('user.changed', { userId: 'user-1' }, AT), AT);
  expect(memory.refuses(claims(AT / 1000 + 5))).toBe(true);
  expect(memory.size).toBe(1);
});

describe('bounds', () => {
  const session = (at: number, id: number): SecurityEvent =>
    event('session.revoked', { sessionId: `s${id}` }, at);

  test('an event is kept as long as any token that it refuses could be used', () => {
    const memory = new RevocationMemory(10);
    memory.remember(session(AT, 1), AT);
    // The longest life, and the tolerance for its end.
    memory.remember(session(AT + 605_000, 2), AT + 605_000);
    expect(memory.refuses(claims(AT / 1000, { sid: 's1' }))).toBe(true);
    memory.remember(session(AT + 700_000, 3), AT + REVOCATION_MEMORY_MS + 1_000);
    expect(memory.refuses(claims(AT / 1000, { sid: 's1' }))).toBe(false);
    expect(memory.size).toBe(2);
  });

  test('a full memory refuses more, never less', () => {
    const memory = new RevocationMemory(100);
    for (let at = 0; at < 1_000; at += 1) memory.remember(session(AT + at * 1_000, at), AT);
    expect(memory.size).toBe(100);
    for (const at of [0, 500, 899, 900, 999])
      expect(memory.refuses(claims(AT / 1000 + at, { sid: `s${at}` })), `s${at}`).toBe(true);
    const other = { sid: 'other' };
    expect(memory.refuses(claims(AT / 1000 + 899, other)), 'as old as what was dropped').toBe(true);
    expect(memory.refuses(claims(AT / 1000 + 900, other)), 'newer').toBe(false);
  });
});

describe('events that are not understood', () => {
  const read = (type: string, data: unknown, id: string | undefined = '1') =>
    readSecurityEvent({
      kind: 'event',
      type,
      id,
      data: typeof data === 'string' ? data : JSON.stringify(data),
    });

  test('a good one', () => {
    expect(read('user.changed', { id: '1', at: AT, user_id: 'u', more: [1] })).toMatchObject({
      type: 'user.changed',
      id: '1',
      at: AT,
      userId: 'u',
    });
    expect(read('keys.rotated', { id: '1', at: AT }).type).toBe('keys.rotated');
  });

  test.each([
    ['no JSON', 'session.revoked', '{'],
    ['null', 'session.revoked', null],
    ['no id', 'session.revoked', { at: AT, session_id: 's' }],
    ['another id', 'session.revoked', { id: '2', at: AT, session_id: 's' }],
    ['no time', 'session.revoked', { id: '1', session_id: 's' }],
    ['a time that is none', 'session.revoked', { id: '1', at: 'now', session_id: 's' }],
    ['no subject', 'session.revoked', { id: '1', at: AT, user_id: 'u' }],
    ['a subject that is null', 'session.revoked', { id: '1', at: AT, session_id: null }],
    ['an empty subject', 'session.revoked', { id: '1', at: AT, session_id: '' }],
    ['a number', 'session.revoked', { id: '1', at: AT, session_id: 7 }],
    ['an endless ID', 'session.revoked', { id: '1', at: AT, session_id: 'x'.repeat(201) }],
    ['no type', '', { id: '1', at: AT, session_id: 's' }],
  ])('%s', (_, type, data) => {
    expect(thrownBy(() => read(type, data)).code).toBe('unexpected_response');
  });

  test('an ID that would break the next request’s header', () => {
    const id = '1\r\nx: y';
    expect(thrownBy(() => read('keys.rotated', { id, at: AT }, id)).code).toBe(
      'unexpected_response',
    );
  });
});
