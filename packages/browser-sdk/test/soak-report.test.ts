import { expect, test } from 'vitest';
import type { Measurement } from '../soak/measurement.ts';
import { HEAP_GROWTH_LIMIT_BYTES, report, type SoakResult } from '../soak/report.ts';

const quiet: Measurement = {
  heap: 4_000_000,
  nodes: 40,
  listeners: 80,
  documents: 4,
  frames: 5,
  detachedWindows: 0,
};

const good: SoakResult = {
  renewals: [25, 25, 25, 25],
  loads: 4,
  failed: [],
  answers: { 200: 100 },
  before: { host: quiet, frames: quiet },
  after: { host: quiet, frames: { ...quiet, heap: quiet.heap + HEAP_GROWTH_LIMIT_BYTES - 1 } },
  seconds: 25,
};

test('a soak in which every bound holds says so', () => {
  const { text, broken } = report(good);
  expect(broken).toEqual([]);
  expect(text).toContain('100 renewals over 4 frames');
  expect(text).toContain('Every bound holds.');
});

test.each<[string, Partial<SoakResult>]>([
  ['5 loads', { loads: 5 }],
  ['1 requests failed', { failed: ['POST /embed/token: 500'] }],
  ['answered 401', { answers: { 200: 99, 401: 1 } }],
  ['heap grew', { after: { host: { ...quiet, heap: 6_000_000 }, frames: quiet } }],
  ['listeners (frames)', { after: { host: quiet, frames: { ...quiet, listeners: 81 } } }],
  ['detachedWindows (host)', { after: { host: { ...quiet, detachedWindows: 1 }, frames: quiet } }],
])('a broken bound is named: %s', (name, change) => {
  const { text, broken } = report({ ...good, ...change });
  expect(broken).toHaveLength(1);
  expect(broken[0]).toContain(name);
  expect(text).toContain('BROKEN');
});
