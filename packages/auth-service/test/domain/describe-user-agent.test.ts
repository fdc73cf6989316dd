import { expect, test } from 'vitest';
import { describeUserAgent } from '../../src/domain/browser-session/describe-user-agent.ts';

const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0',
    { device: 'Windows computer', browser: 'Microsoft Edge 143' },
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    { device: 'Linux computer', browser: 'Firefox 145' },
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${WEBKIT} Version/18.6 Mobile/15E148 Safari/604.1`,
    { device: 'iPhone', browser: 'Safari 18' },
  ],
  [
    `Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) ${WEBKIT} Version/17.5 Mobile/15E148 Safari/604.1`,
    { device: 'iPad', browser: 'Safari 17' },
  ],
  [
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36',
    { device: 'Android phone', browser: 'Chrome 143' },
  ],
  [
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Version/18.6 Safari/605.1.15`,
    { device: 'macOS computer', browser: 'Safari 18' },
  ],
  ['curl/8.14.1', { device: 'unknown', browser: 'curl 8.14' }],
  ['casement', { device: 'unknown', browser: 'casement' }],
  ['', { device: 'unknown', browser: 'unknown' }],
  ['<script>alert(1)</script>', { device: 'unknown', browser: 'unknown' }],
  [undefined, { device: 'unknown', browser: 'unknown' }],
])('%s', (userAgent, words) => {
  expect(describeUserAgent(userAgent)).toEqual(words);
});
