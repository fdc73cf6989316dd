import { expect, test } from 'vitest';
import { nextStep, wordsFor } from '../design/session-state.ts';
import { nextOnWall, overallState } from '../wall/page/overall-state.ts';

const live = { words: wordsFor({ state: 'active' }), isLive: true };
const silent = { words: wordsFor({ state: 'active' }, true), isLive: false };
const connecting = { words: wordsFor({ state: 'connecting' }), isLive: false };
const failed = { words: wordsFor({ state: 'failed' }), isLive: false };

test.each([
  ['all live', [live, live], 'All 2 live', 'good'],
  ['one without data', [live, silent], '1 of 2 live', 'warn'],
  ['none with data', [silent, silent], '0 of 2 live', 'warn'],
  ['one failed', [live, failed, silent], '1 of 3 live', 'bad'],
  ['all beginning', [connecting, connecting], 'Connecting', 'wait'],
])('a wall with %s says so', (_which, tiles, label, tone) => {
  expect(overallState(tiles)).toEqual({ label, tone });
});

test('a session that waits for its next try goes before one that renews', () => {
  const renewal = { step: 'renewal', at: 1000 } as const;
  expect(nextOnWall([renewal, { step: 'try', at: 5000 }])).toEqual({ step: 'try', at: 5000 });
  expect(nextOnWall([renewal, { step: 'renewal', at: 500 }])).toEqual({ step: 'renewal', at: 500 });
  expect(nextOnWall([{ step: 'try', at: null }, renewal])).toEqual({ step: 'try', at: null });
});

test('a session that was ended waits for nothing, and does not count as one that goes on', () => {
  const ended = { state: 'paused', reason: { code: 'session_revoked' } };
  expect(wordsFor(ended)).toEqual({ label: 'Ended', tone: 'bad' });
  expect(nextStep(ended)).toBe('nothing');
  expect(nextStep({ state: 'paused', reason: { code: 'client_disabled' } })).toBe('try');
  const nothing = { step: 'nothing', at: null } as const;
  expect(nextOnWall([nothing, nothing])).toEqual(nothing);
  expect(nextOnWall([nothing, { step: 'renewal', at: 5 }])).toEqual({ step: 'renewal', at: 5 });
});

test('only a live session can be without data: any other says what it is', () => {
  expect(wordsFor({ state: 'degraded' }, true).label).toBe('No data');
  expect(wordsFor({ state: 'paused' }, true).label).toBe('Paused');
});
