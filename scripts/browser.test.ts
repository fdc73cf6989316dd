import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PLAYWRIGHT_DISABLED_FEATURES } from './browser.mjs';

test('the features that the tests switch off again are still Playwright’s', () => {
  const require = createRequire(createRequire(import.meta.url).resolve('@playwright/test'));
  const core = dirname(
    createRequire(require.resolve('playwright/package.json')).resolve(
      'playwright-core/package.json',
    ),
  );
  const bundle = readFileSync(join(core, 'lib/coreBundle.js'), 'utf8');
  const [, list = ''] = /disabledFeatures = \[(.*?)\]\.filter/s.exec(bundle) ?? [];
  const theirs = [...list.matchAll(/^\s*"(\w+)"/gm)].map(([, name]) => name);
  expect(theirs.length).toBeGreaterThan(0);
  expect(theirs).toEqual(PLAYWRIGHT_DISABLED_FEATURES);
});
