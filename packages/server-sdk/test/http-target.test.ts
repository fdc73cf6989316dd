import { expect, test } from 'vitest';
import { normalizedTarget, pathOfTarget } from '../src/verifier/http-target.ts';

test.each([
  ['/api/series?range=1h', '/api/series'],
  ['//evil.example/api', '//evil.example/api'],
  ['http://dash.example.com/api?x', '/api'],
  ['*', undefined],
  ['http://[', undefined],
])('the path of the request target %s', (target, path) => {
  expect(pathOfTarget(target)).toBe(path);
});

test.each([
  ['HTTPS://Dash.Example.com:443/a', 'https://dash.example.com/a'],
  ['http://[::1]:80/a', 'http://[::1]/a'],
  ['https://dash.example.com/a/./b/../c', 'https://dash.example.com/a/c'],
  ['https://dash.example.com/%e2%82%ac%41', 'https://dash.example.com/%E2%82%ACA'],
  ['https://dash.example.com/a%2fb', 'https://dash.example.com/a%2Fb'],
  ['ftp://dash.example.com/', undefined],
  ['dash.example.com', undefined],
])('%s is compared as %s', (text, normalized) => {
  expect(normalizedTarget(text)).toBe(normalized);
});
