import { expect, test } from 'vitest';
import { installMissing, notRun } from './system-packages.mjs';

/** A program that its package brings, where it has one. */
function program(what: string, debian: string, isThere = false) {
  const need = {
    what,
    debian,
    variable: `CASEMENT_${what.toUpperCase()}`,
    isThere,
    found: () => need.isThere,
  };
  return need;
}

/** apt-get that knows some packages, and what it was asked. */
function aptWith(known: ReturnType<typeof program>[]) {
  const asked: string[] = [];
  const apt = (args: string[]): number => {
    asked.push(args.join(' '));
    if (args[0] === 'update') return 0;
    const need = known.find(({ debian }) => debian === args.at(-1));
    if (need) need.isThere = true;
    return need ? 0 : 100;
  };
  return { asked, apt };
}

test('several packages are installed after one update, and what is there is left alone', () => {
  const [browser, office, there] = [
    program('Browser', 'browser-esr'),
    program('Office', 'office-nogui'),
    program('There', 'there', true),
  ];
  const { asked, apt } = aptWith([browser, office]);
  expect(installMissing([browser, there, office], apt)).toEqual([]);
  expect(asked).toEqual([
    'update',
    'install -y --no-install-recommends browser-esr',
    'install -y --no-install-recommends office-nogui',
  ]);
});

test('nothing missing: apt is not asked', () => {
  const { asked, apt } = aptWith([]);
  expect(installMissing([program('There', 'there', true)], apt)).toEqual([]);
  expect(asked).toEqual([]);
});

test('a package that this system has not is named with the way out, and keeps no other away', () => {
  const [unknown, office] = [program('Browser', 'browser-esr'), program('Office', 'office-nogui')];
  const { apt } = aptWith([office]);
  expect(installMissing([unknown, office], apt)).toEqual([unknown]);
  expect(notRun('the rows in it', unknown)).toBe(
    'NOT RUN: the rows in it, as there is no Browser and none could be installed. Install it (Debian: sudo apt-get install browser-esr), or set CASEMENT_BROWSER to its path, and run npm test again.',
  );
});

test('an installation that ends well but brings no program is none', () => {
  const need = program('Office', 'office-nogui');
  expect(installMissing([need], () => 0)).toEqual([need]);
});

test('without apt what is missing stays so', () => {
  const need = program('Office', 'office-nogui');
  expect(installMissing([need], null)).toEqual([need]);
});
