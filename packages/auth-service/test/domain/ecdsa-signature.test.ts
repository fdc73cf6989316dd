import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { fromDer, toDer } from '../../src/domain/token/ecdsa-signature.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('both forms of many signatures verify, also with leading zeros and high bits', () => {
  const lengths = new Set<number>();
  for (let i = 0; i < 2_000; i++) {
    const message = Buffer.from(`message ${i}`);
    const der = sign('sha256', message, privateKey);
    lengths.add(der.length);
    const jws = fromDer(der);
    const options = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', message, options, jws)).toBe(true);
    expect(toDer(jws)).toEqual(der);
  }
  // 70 to 72 bytes are common, fewer occur with leading zeros: the loop has met several cases.
  expect(lengths.size).toBeGreaterThanOrEqual(3);
});

test('other lengths are no signature', () => {
  expect(toDer(Buffer.alloc(63))).toBeUndefined();
  expect(toDer(Buffer.alloc(65))).toBeUndefined();
});
