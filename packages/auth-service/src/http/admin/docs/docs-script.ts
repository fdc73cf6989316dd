import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** As it stands: it is JavaScript that browsers run, checked by types all the same. */
const SCRIPT = readFileSync(new URL('./browser/api-docs.js', import.meta.url), 'utf8');

export const docsScript = {
  path: `/assets/api-docs-${hash('sha256', SCRIPT, 'base64url').slice(0, 12)}.js`,
  type: 'text/javascript; charset=utf-8',
  text: SCRIPT,
};
