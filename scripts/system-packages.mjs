/** Installs the programs that the tests drive but no npm package brings. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { findChromium, findFirefox } from './browser.mjs';
import { findOffice } from './office.mjs';
import { fail, persistently, run } from './setup.mjs';

/**
 * @typedef {object} Need what the tests need from the system
 * @property {string} what
 * @property {() => unknown} found how to see that it is there
 * @property {string} debian Debian's package for it
 * @property {string} variable names its path where it is in no usual place
 */

/** @type {Need} */
const chromium = {
  what: 'Chromium',
  found: () => findChromium(),
  debian: 'chromium',
  variable: 'CASEMENT_CHROMIUM',
};

/** @type {Need} */
const firefox = {
  what: 'Firefox',
  found: () => findFirefox(),
  debian: 'firefox-esr',
  variable: 'CASEMENT_FIREFOX',
};

/** @type {Need} */
const office = {
  what: 'LibreOffice',
  found: findOffice,
  debian: 'libreoffice-calc-nogui',
  variable: 'CASEMENT_SOFFICE',
};

/**
 * Installs what is missing through apt. Nothing runs without Chromium; of the others not every system has a
 * package.
 * @returns {{ firefox?: string, office?: string }} what is left out where there is none: that, and the way out
 */
export function installSystemPackages() {
  const missing = installMissing([chromium, firefox, office]);
  if (missing.includes(chromium)) fail(`npm test needs ${chromium.what}. ${wayOut(chromium)}`);
  return {
    ...(missing.includes(firefox) ? { firefox: notRun('the core rows in Firefox', firefox) } : {}),
    ...(missing.includes(office) ? { office: notRun('opening saved lists', office) } : {}),
  };
}

/**
 * What a person is told of a step that is left out.
 * @param {string} step
 * @param {Need} need what there is none of
 */
export function notRun(step, need) {
  return `NOT RUN: ${step}, as there is no ${need.what} and none could be installed. ${wayOut(need)}`;
}

/** @param {Need} need */
function wayOut({ debian, variable }) {
  return `Install it (Debian: sudo apt-get install ${debian}), or set ${variable} to its path, and run npm test again.`;
}

/**
 * Installs what is not there, each by itself: where one has no package, the others come all the same.
 * @param {Need[]} needs
 * @param {((args: string[]) => number) | null} [apt] runs apt-get and answers its status; null where it cannot
 * @returns {Need[]} what is missing still
 */
export function installMissing(needs, apt = systemApt()) {
  const missing = needs.filter(({ found }) => !found());
  if (missing.length === 0 || !apt) return missing;
  apt(['update']);
  return missing.filter(({ debian, found }) => {
    console.error(`Installing ${debian} …`);
    const status = apt(['install', '-y', '--no-install-recommends', debian]);
    return status !== 0 || !found();
  });
}

/** Waits for who installs something else just now, and tries downloads again. */
const PATIENT = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=5'];

/** @returns {((args: string[]) => number) | null} apt-get, where there is one that may install */
function systemApt() {
  if (!existsSync('/usr/bin/apt-get')) return null;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && spawnSync('sudo', ['-n', 'true']).status !== 0) return null;
  const [program = '', ...prefix] = [
    ...(isRoot ? [] : ['sudo', '-n']),
    'apt-get',
    '-qq',
    ...PATIENT,
  ];
  const apt = (/** @type {string[]} */ args) =>
    run(program, [...prefix, ...args], { DEBIAN_FRONTEND: 'noninteractive' });
  // The lock of its lists is the one that it does not wait for by itself.
  return (args) => (args[0] === 'update' ? persistently(() => apt(args)) : apt(args));
}
