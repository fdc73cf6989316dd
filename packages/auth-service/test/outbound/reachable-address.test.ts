import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import {
  isReachable,
  type Network,
  parseNetwork,
} from '../../src/domain/outbound/reachable-address.ts';

fc.configureGlobal(testSeed);

const networks = (...texts: string[]): Network[] =>
  texts.map((text) => {
    const network = parseNetwork(text);
    if (!network) throw new Error(text);
    return network;
  });

describe('88 addresses that the service does not call for others', () => {
  test.each([
    '127.0.0.1',
    '127.8.9.10',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '2001:db8::1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '::127.0.0.1',
    '::7f00:1',
    '::2',
    '5f00::1',
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '2002:7f00:1::',
    '2002:0a00:0001::',
    '2001:0:7f00:1::',
    '100::1',
    // No addresses, whatever others read into them.
    '0x7f000001',
    '2130706433',
    '127.1',
    '0177.0.0.1',
    '1.2.3.4.5',
    '',
    'localhost',
  ])('%s', (address) => {
    expect(isReachable(address, [])).toBe(false);
  });
});

test.each(['93.184.216.34', '1.1.1.1', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::101:101'])(
  '%s is public',
  (address) => {
    expect(isReachable(address, [])).toBe(true);
  },
);

test('what the operator has opened is reachable, and nothing beside it', () => {
  const opened = networks('10.0.0.0/8', '::1', '127.0.0.1');
  for (const address of ['10.9.8.7', '::1', '127.0.0.1', '::ffff:10.0.0.1']) {
    expect(isReachable(address, opened), address).toBe(true);
  }
  for (const address of ['11.0.0.1', '127.0.0.2', '192.168.0.1', 'fe80::1']) {
    expect(isReachable(address, opened), address).toBe(address === '11.0.0.1');
  }
});

test('the private IPv4 networks are private in every dress', () => {
  const inside = fc.oneof(
    fc.tuple(fc.constant(10), fc.nat(255), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(127), fc.nat(255), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
  );
  fc.assert(
    fc.property(inside, ([a, b, c, d]) => {
      const hex = (x: number, y: number) => ((x << 8) | y).toString(16);
      const bare = [a, b, c, d].join('.');
      const tail = `${hex(a, b)}:${hex(c, d)}`;
      return [
        bare,
        `::ffff:${bare}`,
        `::ffff:${tail}`,
        `64:ff9b::${tail}`,
        `2002:${tail}::1`,
      ].every((address) => !isReachable(address, []));
    }),
    { numRuns: 200 },
  );
});

test.each(['10.0.0.0/33', 'example.com', '10.0.0.0/8/8', '10.0/8', ''])(
  '%s is no network',
  (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  },
);
