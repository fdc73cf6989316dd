/** Finds the browsers that the tests drive. */
import { existsSync } from 'node:fs';
import process from 'node:process';

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The path of an installed Chromium or Chrome: `CASEMENT_CHROMIUM`, then the usual places, then
 * Playwright's own download where a user has one.
 * @param {() => string} [playwrightPath] tells where Playwright's own browser would be
 * @returns {string | undefined} undefined where there is none
 */
export function findChromium(playwrightPath) {
  const places = [process.env.CASEMENT_CHROMIUM, ...candidates, playwrightPath?.()];
  return places.find((place) => place && existsSync(place));
}

const firefoxCandidates = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/**
 * The path of an installed Firefox: `CASEMENT_FIREFOX`, then the usual places.
 * @returns {string | undefined} undefined where there is none
 */
export function findFirefox() {
  const places = [process.env.CASEMENT_FIREFOX, ...firefoxCandidates];
  return places.find((place) => place && existsSync(place));
}

/**
 * How the installed Chromium is started, for tests and scripts alike.
 * @param {() => string} [playwrightPath] tells where Playwright's own browser would be
 * @returns {{ executablePath?: string, args: string[] }}
 */
export function chromiumOptions(playwrightPath) {
  const executablePath = findChromium(playwrightPath);
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    // The sandbox cannot start for root (containers, build servers); the rest keeps the browser
    // from looking for its maker's hosts.
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  };
}

/**
 * What Playwright switches off in Chromium. Only the last `--disable-features` of a command line counts,
 * so whoever adds one has to say Playwright's again; a test looks whether these are still its own.
 */
export const PLAYWRIGHT_DISABLED_FEATURES = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
];

/** The menu below an address bar that no test sees: two documents and a process for every window. */
const ADDRESS_BAR_FEATURES = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

/**
 * As {@link chromiumOptions}, for Playwright's tests: the same browser at two thirds of the work.
 * @param {() => string} [playwrightPath]
 */
export function testChromiumOptions(playwrightPath) {
  const options = chromiumOptions(playwrightPath);
  const features = [...PLAYWRIGHT_DISABLED_FEATURES, ...ADDRESS_BAR_FEATURES];
  return { ...options, args: [...options.args, `--disable-features=${features.join()}`] };
}
