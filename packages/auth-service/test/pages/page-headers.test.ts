import { expect, test } from 'vitest';
import { pageHeaders } from '../../src/http/pages/page-headers.ts';

const policy = (...targets: string[]): string =>
  pageHeaders(targets)['Content-Security-Policy'] ?? '';

test('77 no page may be framed, run a script or load from elsewhere', () => {
  expect(policy()).toBe(
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  expect(pageHeaders()).toMatchObject({ 'X-Frame-Options': 'DENY', 'Cache-Control': 'no-store' });
});

test.each([
  ['https://app.example/callback?a=b;c', 'https://app.example'],
  ['http://127.0.0.1:51004/cb', 'http://127.0.0.1:51004'],
  ['com.example.app:/cb', 'com.example.app:'],
  ['http://[::1]:51004/cb', 'http:'],
])('a form may lead on to %s', (target, source) => {
  expect(policy(target)).toContain(`form-action 'self' ${source};`);
});

test('what is no address adds nothing to the policy', () => {
  expect(policy("'unsafe-inline'; script-src *", '')).toBe(policy());
});
