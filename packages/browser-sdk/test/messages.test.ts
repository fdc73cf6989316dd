import { describe, expect, test } from 'vitest';
import { checkContext } from '../src/protocol/dashboard-context.ts';
import { checkDashboardEvent } from '../src/protocol/dashboard-event.ts';
import { isNotice } from '../src/protocol/notice.ts';
import { fromWireStatus, isWireStatus } from '../src/protocol/session-status.ts';
import { versionOfChannel } from '../src/protocol/version.ts';

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

describe('EM21 context', () => {
  test('passes as a copy', () => {
    const context = {
      theme: 'dark',
      locale: 'nb-NO',
      timeZone: 'Europe/Oslo',
      filters: { a: [1] },
    };
    const checked = checkContext(context);
    expect(checked).toEqual({ ok: true, value: context });
    expect(checked.ok && checked.value.filters).not.toBe(context.filters);
  });

  test.each([
    ['nothing', null, 'object'],
    ['an array', [], 'object'],
    ['an unknown field', { colour: 'red' }, '"colour"'],
    ['a number for a text', { theme: 1 }, 'theme'],
    ['an empty text', { locale: '' }, 'locale'],
    ['a very long text', { timeZone: 'x'.repeat(101) }, 'timeZone'],
    ['an array for filters', { filters: [] }, 'filters'],
    ['a function inside', { filters: { f: () => 1 } }, 'plain data'],
    ['a cycle', { filters: cyclic }, 'plain data'],
    ['a big integer', { filters: { n: 1n } }, 'plain data'],
    ['too much', { filters: { text: 'x'.repeat(17_000) } }, '16384'],
  ])('refuses %s', (_, context, word) => {
    const checked = checkContext(context);
    expect(checked).toMatchObject({ ok: false, failure: { code: 'context_invalid' } });
    expect(!checked.ok && checked.failure.message).toContain(word);
  });
});

describe('EM21 events', () => {
  test.each([undefined, null, 1, 'text', { rows: [1, 2] }])('carry %s', (payload) => {
    expect(checkDashboardEvent('row.selected', payload)).toEqual({
      ok: true,
      value: { type: 'row.selected', payload },
    });
  });

  test.each([
    ['no type', undefined, null],
    ['an empty type', '', null],
    ['a type with spaces', 'row selected', null],
    ['a type too long', 'x'.repeat(65), null],
    ['a function', 'row', () => 1],
    ['a symbol inside', 'row', { s: Symbol('s') }],
    ['a cycle', 'row', cyclic],
    ['too much', 'row', 'x'.repeat(65_536)],
  ])('refuse %s', (_, type, payload) => {
    expect(checkDashboardEvent(type, payload)).toMatchObject({
      ok: false,
      failure: { code: 'event_invalid' },
    });
  });
});

test('what is not a status is not taken for one', () => {
  const good = {
    state: 'active',
    renewals: 1,
    sinceAgo: 5,
    renewsIn: null,
    expiresIn: 10,
    staleFor: null,
  };
  expect(isWireStatus(good)).toBe(true);
  for (const bad of [
    null,
    1,
    {},
    { ...good, state: 'hacked' },
    { ...good, renewals: '1' },
    { ...good, expiresIn: 'soon' },
    { ...good, clockSkew: 'late' },
    { ...good, reason: { code: '<b>', message: '' } },
    { ...good, reason: 'no' },
  ]) {
    expect(isWireStatus(bad)).toBe(false);
  }
});

test('a status arrives on the receiver’s own clock', () => {
  const wire = {
    state: 'stale',
    renewals: 3,
    sinceAgo: 100,
    renewsIn: 50,
    expiresIn: -20,
    staleFor: 20,
    clockSkew: -7,
  } as const;
  expect(fromWireStatus(wire, 1_000)).toEqual({
    state: 'stale',
    renewals: 3,
    since: 900,
    renewsAt: 1_050,
    expiresAt: 980,
    staleSince: 980,
    clockSkew: -7,
  });
  // A frame of an earlier release does not tell.
  const { clockSkew: _, ...silent } = wire;
  expect(fromWireStatus(silent, 1_000).clockSkew).toBeNull();
});

test('a channel tells its version, a foreign one none', () => {
  expect(versionOfChannel('casement.v1')).toBe(1);
  expect(versionOfChannel('casement.v12')).toBe(12);
  expect(versionOfChannel('casement.vX')).toBeUndefined();
  expect(versionOfChannel('other')).toBeUndefined();
  expect(versionOfChannel(undefined)).toBeUndefined();
});

test('a notice is told from other messages', () => {
  const failure = { code: 'origin_not_allowed', message: 'No.' };
  expect(isNotice({ casement: 2, type: 'refusal', final: true, failure })).toBe(true);
  for (const data of [null, 'x', {}, { casement: 1 }, { casement: 1, type: 'refusal' }]) {
    expect(isNotice(data)).toBe(false);
  }
});
