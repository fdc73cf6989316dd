import { expect, test } from 'vitest';
import { wordsFor } from '../design/session-state.ts';
import { nextOnWall, overallState } from '../wall/page/overall-state.ts';

const live = { words: wordsFor('active'), isLive: true };
const silent = { words: wordsFor('active', true), isLive: false };
const connecting = { words: wordsFor('connecting'), isLive: false };
const failed = { words: wordsFor('failed'), isLive: false };

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

test('only a live session can be without data: any other says what it is', () => {
  expect(wordsFor('degraded', true).label).toBe('No data');
  expect(wordsFor('paused', true).label).toBe('Paused');
});
