import { describe, expect, test } from 'vitest';
import { allowedOriginFault, originFormFault } from '../../src/domain/client/allowed-origin.ts';

describe('EM5: allowed origins', () => {
  test.each([
    'https://portal.example.com',
    'https://portal.example.com:8443',
    'https://xn--bcher-kva.example',
    'https://192.0.2.1',
    'https://[2001:db8::1]:8443',
    'http://localhost',
    'http://localhost:3000',
    'http://127.0.0.1:8080',
    'http://[::1]:8080',
  ])('%s', (origin) => {
    expect(allowedOriginFault(origin)).toBeUndefined();
  });

  test.each([
    ['https://portal.example.com/', /trailing slash.*write https:\/\/portal\.example\.com\./i],
    ['https://portal.example.com/app', /path.*write https:\/\/portal\.example\.com\./i],
    ['https://portal.example.com/?', /path/i],
    ['https://portal.example.com?a=1', /query/i],
    ['https://portal.example.com#top', /fragment/i],
    ['https://ana:pw@portal.example.com', /user information/i],
    ['https://@portal.example.com', /user information/i],
    ['https://*.example.com', /wildcard/i],
    ['*', /wildcard/i],
    ['https://PORTAL.example.com', /upper case.*https:\/\/portal\.example\.com\./i],
    ['HTTPS://portal.example.com', /upper case/i],
    ['https://portal.example.com:443', /default port.*https:\/\/portal\.example\.com\./i],
    ['http://localhost:80', /default port.*http:\/\/localhost\./i],
    ['https://bücher.example', /punycode.*https:\/\/xn--bcher-kva\.example\./i],
    ['https://portal.example.com:0443', /default port/i],
    ['https://portal.example.com:08443', /canonical form.*https:\/\/portal\.example\.com:8443\./i],
    ['https://0x7f.1', /canonical form/i],
    ['https://portal%2Eexample.com', /upper case|canonical/i],
    ['http://portal.example.com', /plain http.*https:\/\/portal\.example\.com\./i],
    ['http://localhost.example.com', /plain http/i],
    ['http://127.0.0.2', /plain http/i],
    ['ftp://portal.example.com', /https, not ftp/i],
    ['chrome-extension://abc', /https, not chrome-extension/i],
    ['portal.example.com', /not an origin/i],
    ['//portal.example.com', /not an origin/i],
    ['https://', /not an origin/i],
    ['https:portal.example.com', /not an origin/i],
    ['https:\\\\portal.example.com', /not an origin/i],
    ['javascript:alert(1)', /not an origin/i],
    ['data:text/html,x', /not an origin/i],
    ['null', /opaque/i],
    ['', /not an origin/i],
    [' https://portal.example.com', /not an origin/i],
    ['https://portal.example.com ', /.+/],
    ['https://portal.example.com\n', /.+/],
    ['https://a b.example', /not an origin/i],
    ['https://portal.example.com:99999', /not an origin/i],
  ])('not %j', (origin, message) => {
    expect(allowedOriginFault(origin)).toMatch(message);
  });

  test('form alone says nothing about the scheme', () => {
    expect(originFormFault('http://portal.example.com')).toBeUndefined();
  });
});
