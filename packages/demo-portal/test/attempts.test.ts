import { expect, test } from 'vitest';
import { Attempts } from '../portal/attempts.ts';

const ANA = { email: 'ana@aurora.example', address: '192.0.2.1' };

test('ten a minute for one e-mail from one address, counted before they are made', () => {
  let now = 1_000_000;
  const attempts = new Attempts(() => now);
  for (let count = 0; count < 10; count += 1) expect(attempts.begin(ANA)).toBe(0);
  expect(attempts.begin(ANA)).toBe(60);
  expect(attempts.begin({ ...ANA, email: ' Ana@Aurora.example ' })).toBe(60);
  now += 59_500;
  // What is refused prolongs nothing.
  expect(attempts.begin(ANA)).toBe(1);
  now += 500;
  expect(attempts.begin(ANA)).toBe(0);
});

test('who guesses elsewhere locks nobody out, nor somebody else at the same place', () => {
  const attempts = new Attempts();
  for (let count = 0; count < 20; count += 1) attempts.begin(ANA);
  expect(attempts.begin({ ...ANA, address: '192.0.2.2' })).toBe(0);
  expect(attempts.begin({ ...ANA, email: 'ben@aurora.example' })).toBe(0);
});

test('the right password begins anew', () => {
  const attempts = new Attempts();
  for (let count = 0; count < 10; count += 1) attempts.begin(ANA);
  attempts.succeeded(ANA);
  for (let count = 0; count < 10; count += 1) expect(attempts.begin(ANA)).toBe(0);
  expect(attempts.begin(ANA)).toBeGreaterThan(0);
});
