import type { WallTelemetry } from '@casement/browser-sdk/host';
import { expect, test } from 'vitest';
import { wallCare } from '../wall/page/wall-care.ts';

const figures = (change: Partial<WallTelemetry>): WallTelemetry => ({
  state: 'active',
  visible: true,
  uptime: 0,
  renewals: 0,
  remounts: 0,
  softRemounts: 0,
  missedBeats: 0,
  wakeLock: 'held',
  memory: null,
  hostElements: 10,
  ...change,
});

test.each([
  [0, '0 min'],
  [59 * 60_000, '59 min'],
  [125 * 60_000, '2 h 5 min'],
  [(3 * 24 + 4) * 3_600_000 + 1, '3 d 4 h'],
])('%i ms are %s', (uptime, words) => {
  expect(wallCare([figures({ uptime }), figures({})]).uptime).toBe(words);
});

test('a wall that needs nobody says nothing', () => {
  expect(wallCare([]).notice).toBe('');
  expect(wallCare([figures({ softRemounts: 4, missedBeats: 1 })]).notice).toBe('');
});

test('restarted tiles and a screen that may go dark are said', () => {
  expect(wallCare([figures({ remounts: 1 })]).notice).toBe('1 tile restarted');
  expect(wallCare([figures({ remounts: 2 }), figures({ wakeLock: 'refused' })]).notice).toBe(
    '2 tiles restarted · screen may go dark',
  );
});
