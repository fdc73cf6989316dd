import { expect, test } from 'vitest';
import { clientUriFault, redirectUriFault } from '../../src/domain/client/redirect-uri.ts';

test.each([
  'https://app.example.com/callback',
  'https://app.example.com',
  'https://app.example.com/',
  'https://app.example.com:8443/cb?tenant=1&x=%20',
  'http://localhost:3000/cb',
  'http://127.0.0.1/cb',
  'http://[::1]:9/cb',
])('OA12: %s is a redirect URI of a web client', (uri) => {
  expect(redirectUriFault(uri, 'web')).toBeUndefined();
});

test.each([
  ['app.example.com/cb', /absolute/],
  ['/cb', /absolute/],
  ['', /Not a URI/],
  ['https://app.example.com/cb#x', /fragment/],
  ['https://app.example.com/cb#', /fragment/],
  ['https://user@app.example.com/cb', /User information/],
  ['https://:secret@app.example.com/cb', /User information/],
  ['https://@app.example.com/cb', /canonical/],
  ['https://*.example.com/cb', /wildcard/],
  ['https://app.example.com/*', /wildcard/],
  ['http://app.example.com/cb', /localhost, 127\.0\.0\.1 and \[::1\] only/],
  ['http://127.0.0.2/cb', /only/],
  ['http://localhost.example.com/cb', /only/],
  ['https://APP.example.com/cb', /write https:\/\/app\.example\.com\/cb\./],
  ['https://app.example.com:443/cb', /write https:\/\/app\.example\.com\/cb\./],
  ['https://app.example.com/a/../cb', /write https:\/\/app\.example\.com\/cb\./],
  ['https://app.example.com/c b', /Not a URI/],
  ['https://app.example.com/cb\n', /Not a URI/],
  ['https://app.example.com\\@evil.example/cb', /Not a URI/],
  ['https://app.example.com/"><script>', /Not a URI/],
  ['javascript:alert(1)', /must be https, not javascript/],
  ['data:text/html,x', /must be https, not data/],
  ['com.example.app:/cb', /must be https, not com\.example\.app/],
  [`https://app.example.com/${'x'.repeat(2000)}`, /At most 2000/],
])('OA12: %s is none', (uri, fault) => {
  expect(redirectUriFault(uri, 'web')).toMatch(fault);
});

test('OA12: a native app listens on loopback with plain http', () => {
  expect(redirectUriFault('http://127.0.0.1/cb', 'native')).toBeUndefined();
  expect(redirectUriFault('https://app.example.com/claimed', 'native')).toBeUndefined();
  expect(redirectUriFault('https://localhost/cb', 'native')).toMatch(/plain http/);
});

test('80: a home page is an https address and nothing that runs', () => {
  expect(clientUriFault('https://app.example.com/about?x#y')).toBeUndefined();
  for (const uri of [
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'http://app.example.com',
    'https://user:pw@app.example.com',
    'app.example.com',
    '',
  ]) {
    expect(clientUriFault(uri), uri).toMatch(/https address/);
  }
});
