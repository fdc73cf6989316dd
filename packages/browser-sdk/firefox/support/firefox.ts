import puppeteer, { type Browser } from 'puppeteer-core';
import { findFirefox } from '../../../../scripts/browser.mjs';

/** Values of `network.cookie.cookieBehavior`. */
export const COOKIES = {
  /** Frames of other sites have none, and no storage at all. */
  refuseThirdParty: 1,
  /** Firefox's default: each site has frames with a jar of their own (Total Cookie Protection). */
  partition: 5,
} as const;

/** A stock Firefox over WebDriver BiDi, with the preferences that people have, not those of automation. */
export function launchFirefox(cookieBehavior: number): Promise<Browser> {
  const executablePath = findFirefox();
  if (executablePath === undefined)
    throw new Error(
      'There is no Firefox. Install it (Debian: apt-get install firefox-esr), or set CASEMENT_FIREFOX to its path.',
    );
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: {
      'browser.contentblocking.category': 'custom',
      'network.cookie.cookieBehavior': cookieBehavior,
      // Puppeteer switches it off.
      'fission.bfcacheInParent': true,
    },
  });
}
