/** Holds docs/renewal.md: a test that the fault table names exists, by that name. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { BACKOFF_MAX_MS, PAUSE_MAX_MS, PAUSE_MIN_MS } from '../../src/renewal/backoff.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Titles as patterns: what a test fills in (`${…}`, `%s`) may be anything. */
function titlesIn(folder: string, file: RegExp): RegExp[] {
  return readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => file.test(name))
    .flatMap((name) => {
      const text = readFileSync(`${root}/${folder}/${name}`, 'utf8');
      const found = text.matchAll(/^\s*(?:test|\] as const\)|\]\)|\))?\(?\s*(['`])(.{10,}?)\1,/gm);
      return [...found].map(([, , title = '']) => title);
    })
    .map((title) => {
      const parts = title.split(/\$\{(?:[^{}]|'[^']*')*\}|%[sij]/);
      return new RegExp(`^${parts.map(escapePattern).join('.+')}$`);
    });
}

function escapePattern(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

const document = readFileSync(`${root}/../../docs/renewal.md`, 'utf8');

const rows = document
  .split('\n')
  .map((line) => line.split(' | '))
  .filter((cells) => cells.length === 6 && !cells[0]?.startsWith('| fault'))
  .map(([fault = '', , , , pure = '', browser = '']) => ({
    fault: fault.replace(/^\| /, ''),
    pure: [...pure.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    browser: [...browser.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  }));

const pureTitles = titlesIn('test', /\.test\.ts$/);
const browserTitles = titlesIn('e2e', /\.spec\.ts$/);

test('the table is found, and a name that no test has is not', () => {
  expect(rows.length).toBeGreaterThanOrEqual(25);
  expect(pureTitles.length).toBeGreaterThan(60);
  expect(browserTitles.length).toBeGreaterThan(40);
  const titles = [...pureTitles, ...browserTitles];
  expect(titles.some((title) => title.test('a test that nobody has written'))).toBe(false);
});

test('every browser test of a fault has a row', () => {
  const named = rows.flatMap(({ browser }) => browser);
  const faults = titlesIn('e2e/faults', /\.spec\.ts$/);
  expect(faults.length).toBeGreaterThan(25);
  const without = faults.filter((title) => !named.some((name) => title.test(name)));
  expect(without.map(String)).toEqual([]);
});

test('the pauses are those of the protocol and of the code', () => {
  const pause = `${PAUSE_MIN_MS / 1_000}–${PAUSE_MAX_MS / 1_000} s`;
  expect(document).toContain(`| after \`client_disabled\`, \`user_not_eligible\` | ${pause}`);
  expect(document).toContain('| after `session_revoked` | never |');
  expect(document).toContain(`${BACKOFF_MAX_MS / 1_000} s at the most, *next try*`);
  expect(document).toContain(`the end of its pause, ${PAUSE_MAX_MS / 1_000} s at the most`);
  const protocol = readFileSync(`${root}/../../docs/protocol.md`, 'utf8');
  expect(protocol).toMatch(new RegExp(`\\| \`paused\` \\|.*retried every ${pause}`));
});

describe.each(rows)('$fault', ({ pure, browser }) => {
  test('has a pure test and a browser test by these names', () => {
    expect(pure).not.toEqual([]);
    expect(browser).not.toEqual([]);
    const missing = [
      ...pure.filter((name) => !pureTitles.some((title) => title.test(name))),
      ...browser.filter((name) => !browserTitles.some((title) => title.test(name))),
    ];
    expect(missing).toEqual([]);
  });
});
