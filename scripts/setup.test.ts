import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { persistently, writableHome } from './setup.mjs';

/** Statuses that come one after the other, and how long was paused between them. */
function trying(...statuses: number[]) {
  const pauses: number[] = [];
  const status = persistently(
    () => statuses.shift() ?? Number.NaN,
    (ms) => pauses.push(ms),
  );
  return { status, pauses, left: statuses.length };
}

test('an installation that meets a lock or a lost network is tried again, and then no more', () => {
  expect(trying(0, 1)).toEqual({ status: 0, pauses: [], left: 1 });
  expect(trying(100, 100, 0, 1)).toEqual({ status: 0, pauses: [15_000, 15_000], left: 1 });
  expect(trying(1, 2, 3, 4, 0)).toEqual({ status: 4, pauses: [15_000, 15_000, 15_000], left: 1 });
});

test('a home that is not there or cannot be written is replaced, another is not', () => {
  expect(writableHome('/nowhere/at/all').HOME).toMatch(/casement-home-/);
  const { HOME = '' } = writableHome('');
  expect(statSync(HOME).isDirectory()).toBe(true);
  expect(writableHome(tmpdir())).toEqual({});
});
