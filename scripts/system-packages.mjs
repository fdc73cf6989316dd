/** Installs the programs that the tests drive but no npm package brings. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { findChromium, findFirefox } from './browser.mjs';
import { fail, run } from './setup.mjs';

/**
 * @typedef {object} Need what the tests need from the system
 * @property {string} what
 * @property {() => unknown} found how to see that it is there
 * @property {string} debian Debian's package for it
 * @property {string} variable names its path where it is in no usual place
 */

/** @type {Need} */
const chromium = {
  what: 'a Chromium browser',
  found: () => findChromium(),
  debian: 'chromium',
  variable: 'CASEMENT_CHROMIUM',
};

/** @type {Need} */
const firefox = {
  what: 'a Firefox browser',
  found: () => findFirefox(),
  debian: 'firefox-esr',
  variable: 'CASEMENT_FIREFOX',
};

/** Installs what is missing through apt, or says what to install and how. Nothing runs without it. */
export function installSystemPackages() {
  if (!install(chromium)) fail(`npm test needs ${chromium.what}. ${wayOut(chromium)}`);
}

/**
 * The same for Firefox, which not every system has a package of.
 * @returns {string | undefined} where there is none: what is left out for that, and the way out
 */
export function installFirefox() {
  if (install(firefox)) return undefined;
  return `NOT RUN: the core rows in Firefox, as there is ${firefox.what.replace('a ', 'no ')} and none could be installed. ${wayOut(firefox)}`;
}

/** @param {Need} need */
function wayOut({ debian, variable }) {
  return `Install it (Debian: sudo apt-get install ${debian}), or set ${variable} to its path, and run npm test again.`;
}

/**
 * @param {Need} need
 * @returns {boolean} whether it is there now
 */
function install(need) {
  if (need.found()) return true;
  if (!existsSync('/usr/bin/apt-get')) return false;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && spawnSync('sudo', ['-n', 'true']).status !== 0) return false;

  console.error(`Installing ${need.debian} …`);
  const [program = '', ...prefix] = isRoot ? ['apt-get', '-qq'] : ['sudo', '-n', 'apt-get', '-qq'];
  const apt = (/** @type {string[]} */ args) =>
    run(program, [...prefix, ...args], { DEBIAN_FRONTEND: 'noninteractive' });
  apt(['update']);
  const status = apt(['install', '-y', '--no-install-recommends', need.debian]);
  return status === 0 && Boolean(need.found());
}
