/** Installs the programs that the tests drive but no npm package brings. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { findChromium } from './browser.mjs';
import { fail, run } from './setup.mjs';

/** What the tests need from the system: how to see that it is there, and Debian's package for it. */
const needs = [{ what: 'a Chromium browser', found: () => findChromium(), debian: ['chromium'] }];

/** Installs what is missing through apt, or says what to install and how. */
export function installSystemPackages() {
  const missing = needs.filter((need) => !need.found());
  if (missing.length === 0) return;

  const packages = missing.flatMap((need) => need.debian);
  const wanted = missing.map((need) => need.what).join(' and ');
  const byHand = `npm test needs ${wanted}. Install it (Debian and Ubuntu: sudo apt-get install ${packages.join(' ')}), or set CASEMENT_CHROMIUM to the path of a Chromium or Chrome, and run npm test again.`;

  if (!existsSync('/usr/bin/apt-get')) fail(byHand);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && spawnSync('sudo', ['-n', 'true']).status !== 0) fail(byHand);

  console.error(`Installing ${packages.join(', ')} …`);
  const [program = '', ...prefix] = isRoot ? ['apt-get', '-qq'] : ['sudo', '-n', 'apt-get', '-qq'];
  const apt = (/** @type {string[]} */ args) =>
    run(program, [...prefix, ...args], { DEBIAN_FRONTEND: 'noninteractive' });
  apt(['update']);
  if (apt(['install', '-y', '--no-install-recommends', ...packages]) !== 0) fail(byHand);
  if (needs.some((need) => !need.found())) fail(byHand);
}
