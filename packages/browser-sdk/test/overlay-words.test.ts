import { expect, test } from 'vitest';
import { da } from '../src/overlay/labels/da.ts';
import { en } from '../src/overlay/labels/en.ts';
import { fi } from '../src/overlay/labels/fi.ts';
import { fr } from '../src/overlay/labels/fr.ts';
import { nb } from '../src/overlay/labels/nb.ts';
import { sv } from '../src/overlay/labels/sv.ts';
import { noticeOf } from '../src/overlay/notice-of.ts';
import { reasonNames, timeOfDay, wordsFor } from '../src/overlay/words.ts';
import type { SessionState, SessionStatus } from '../src/protocol/session-status.ts';

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

test.each(Object.entries({ nb, sv, fr, fi, da }))(
  'EM20 %s says all that English says, with the same things filled in',
  (_, labels) => {
    expect(Object.keys(labels).sort()).toEqual(Object.keys(en).sort());
    for (const [name, text] of Object.entries(en)) {
      const translated = Object.entries(labels).find(([key]) => key === name)?.[1] ?? '';
      expect(translated, name).not.toBe('');
      expect(translated, name).not.toBe(text);
      expect(placeholders(translated), name).toEqual(placeholders(text));
    }
  },
);

test.each([
  ['nb-NO', 'nb', 'Prøv igjen'],
  ['no', 'no', 'Prøv igjen'],
  ['SV', 'sv', 'Försök igen'],
  ['fr-CA', 'fr', 'Réessayer'],
  ['de', 'en', 'Try again'],
  ['constructor', 'en', 'Try again'],
  ['', 'en', 'Try again'],
])('EM20 a locale %j is answered in %j', (locale, language, retry) => {
  const words = wordsFor(locale);
  expect(words.language).toBe(language);
  expect(words.say(['retry'])).toBe(retry);
});

test('EM20 own texts go first, also for single error codes', () => {
  const { say } = wordsFor('en', {
    stale: 'Old since {time}',
    portal_timeout: 'Our server is slow.',
    retry: undefined,
  });
  expect(say(['stale'], { time: '14:05' })).toBe('Old since 14:05');
  expect(say(reasonNames('portal_timeout', false, true))).toBe('Our server is slow.');
  expect(say(reasonNames('portal_error', false, true))).toBe(en.portal);
});

test.each([
  ['portal_error', false, en.portal],
  ['issuer_unreachable', false, en.issuer],
  ['slow_down', false, en.issuer],
  ['frame_silent', true, en.frame],
  ['login_required', false, en.login_required],
  ['client_disabled', false, en.client_disabled],
  ['client_unavailable', false, en.client_disabled],
  ['user_changed', true, en.user_changed],
  ['origin_not_allowed', true, en.setup],
  ['some_later_code', false, en.other],
])('EM20 %s is told in plain words', (code, isFinal, text) => {
  expect(wordsFor('en').say(reasonNames(code, isFinal, true))).toBe(text);
});

test('EM20 a device that is offline is told as that, whatever did not answer', () => {
  expect(wordsFor('en').say(reasonNames('issuer_unreachable', false, false))).toBe(en.offline);
});

test('EM20 instants are told as a time of day, on other days with the day', () => {
  const at = new Date(2026, 10, 21, 14, 5).getTime();
  expect(timeOfDay(at, at + 60_000, 'nb')).toBe('14:05');
  expect(timeOfDay(at, at + 86_400_000, 'en-GB')).toBe('21 Nov 2026, 14:05');
  expect(timeOfDay(at, at, 'not a locale', 'Not/AZone')).toMatch(/2:05/);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(timeOfDay(at, at, 'nb', here)).toBe('14:05');
});

const status = (state: SessionState, change: Partial<SessionStatus> = {}): SessionStatus => ({
  state,
  since: 1_000,
  renewals: 0,
  renewsAt: null,
  expiresAt: null,
  staleSince: null,
  clockSkew: null,
  ...change,
});
const reason = { code: 'portal_error', message: '' } as const;

test.each([
  ['active', true, undefined],
  ['renewing', true, undefined],
  ['degraded', true, undefined],
  ['closed', true, undefined],
  ['connecting', false, undefined],
  ['stale', true, { kind: 'banner', title: 'stale', since: 500, graceMs: 0 }],
  ['paused', true, { kind: 'banner', title: 'paused', since: 1_000, graceMs: 0 }],
  ['paused', false, { kind: 'cover', title: 'paused', since: 1_000, graceMs: 0 }],
  ['failed', true, { kind: 'cover', title: 'failed', since: 1_000, graceMs: 0 }],
  ['connecting', true, { kind: 'banner', title: 'stale', since: 500, graceMs: 1_500 }],
] as const)('EM20 %s, with data before: %s', (state, wasLive, expected) => {
  expect(noticeOf(status(state, { staleSince: 500 }), wasLive)).toEqual(expected);
});

test('EM20 a session that was ended is old, not paused: it does not go on', () => {
  const ended = { reason: { code: 'session_revoked', message: '' }, staleSince: 500 } as const;
  expect(noticeOf(status('paused', ended), true)).toEqual({
    kind: 'banner',
    title: 'stale',
    since: 500,
    graceMs: 0,
  });
});

test('EM20 a first loading that takes long is told with its reason', () => {
  expect(noticeOf(status('authenticating', { reason }), false)).toMatchObject({
    kind: 'banner',
    title: 'waiting',
  });
});
