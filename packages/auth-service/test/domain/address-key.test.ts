import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import { addressKey } from '../../src/domain/limit/address-key.ts';

fc.configureGlobal(testSeed);

test('an IPv4 address counts as itself', () => {
  expect(addressKey('192.0.2.1')).toBe('192.0.2.1');
});

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::ffff:192.0.2.1', '0:0:0:0::/64'],
])('an IPv6 address counts as its /64: %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});

test('addresses of one /64 count alike, those of another do not', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const key = addressKey(address);
      expect(key).toMatch(/^([0-9a-f]{1,4}:){4}:\/64$/);
      expect(addressKey(key.replace('::/64', ':1:2:3:4'))).toBe(key);
      const other = key.startsWith('1:') ? key.replace('1:', '2:') : key.replace(/^[^:]+/, '1');
      expect(addressKey(other.replace('::/64', ':1:2:3:4'))).toBe(other);
    }),
  );
});
