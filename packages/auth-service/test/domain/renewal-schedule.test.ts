import { expect, test } from 'vitest';
import { drawRenewIn } from '../../src/domain/token/renewal-schedule.ts';

const draws = (lifetime: number, min: number, max: number) =>
  [0, 0.25, 0.5, 0.999_999].map((random) => drawRenewIn(lifetime, { min, max }, () => random));

test('whole seconds within the window, both ends reached', () => {
  expect(draws(300, 0.6, 0.8)).toEqual([180, 195, 210, 240]);
  expect(draws(60, 0.6, 0.8)).toEqual([36, 39, 42, 48]);
});

test('a short window for tests still answers at least one second', () => {
  expect(draws(60, 0.03, 0.05)).toEqual([2, 2, 3, 3]);
  expect(draws(60, 0.001, 0.002)).toEqual([1, 1, 1, 1]);
});
