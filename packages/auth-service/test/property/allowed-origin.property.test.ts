import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import { allowedOriginFault, originFormFault } from '../../src/domain/client/allowed-origin.ts';

fc.configureGlobal(testSeed);

/** Well-formed hosts in the form in which a browser serializes them. */
const host = fc.oneof(
  fc.domain().map((domain) => domain.toLowerCase()),
  fc.ipV4(),
  fc.ipV6().map((address) => new URL(`http://[${address}]`).hostname),
);
const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
const httpsOrigin = fc
  .tuple(host, port)
  .map(
    ([name, number]) =>
      `https://${name}${number === undefined || number === 443 ? '' : `:${number}`}`,
  );

/** Near misses of origins, and anything else. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc
    .tuple(
      fc.constantFrom('https:', 'http:', 'HTTPS:', 'ftp:', 'javascript:', 'null', ''),
      fc.constantFrom('//', '/', '\\\\', '', '///'),
      fc.oneof(host, fc.constantFrom('localhost', '127.0.0.1', '[::1]', 'a_b', '*.a.example', '')),
      fc.constantFrom('', ':443', ':80', ':0', ':99999', ':', '@evil.example', '.'),
      fc.constantFrom('', '/', '?', '#', '/path', '\\', ' ', '\n', '\u0000', '%'),
    )
    .map((parts) => parts.join('')),
);

test('every https origin as a browser writes it is accepted', () => {
  fc.assert(
    fc.property(httpsOrigin, (origin) => {
      expect(new URL(origin).origin).toBe(origin);
      expect(allowedOriginFault(origin)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test('whatever is accepted is exactly what a browser would send as Origin, and safe to send on', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(text, httpsOrigin), (candidate) => {
      const fault = allowedOriginFault(candidate);
      if (fault !== undefined) {
        expect(fault.length).toBeGreaterThan(10);
        return;
      }
      accepted += 1;
      const url = new URL(candidate);
      expect(url.origin).toBe(candidate);
      expect(
        url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname),
      ).toBe(true);
      // In a Content-Security-Policy nothing of it ends the source or the directive.
      expect(candidate).toMatch(/^https?:\/\/[a-z0-9.:[\]_-]+$/);
      expect(candidate).not.toMatch(/[\s;,*"]/);
    }),
    { numRuns: 3_000 },
  );
  expect(accepted).toBeGreaterThan(100);
});

test('whatever is added to an origin makes it none', () => {
  const addition = fc.constantFrom(
    '/',
    '?',
    '#',
    '/a',
    '?a=1',
    '#a',
    ' ',
    '\n',
    '.*',
    ',',
    ';',
    '@b.example',
    '\\',
  );
  fc.assert(
    fc.property(httpsOrigin, addition, (origin, extra) => {
      expect(allowedOriginFault(origin + extra)).toEqual(expect.any(String));
      expect(originFormFault(origin + extra)).toEqual(expect.any(String));
    }),
  );
});

test('upper case, user information and default ports are refused, with the right form named', () => {
  fc.assert(
    fc.property(fc.domain(), (domain) => {
      const origin = `https://${domain.toLowerCase()}`;
      for (const wrong of [
        `HTTPS://${domain.toLowerCase()}`,
        `https://${domain.toUpperCase()}`,
        `https://user:password@${domain.toLowerCase()}`,
        `${origin}:443`,
        `${origin}/`,
      ]) {
        expect(allowedOriginFault(wrong)).toContain(origin);
      }
    }),
  );
});
