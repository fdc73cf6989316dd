import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { expect, test } from 'vitest';
import { proofKeys } from '../../src/domain/token/proof-key.ts';

const publicPoint = async () => {
  const { x = '', y = '', ...rest } = await exportJWK((await generateKeyPair('ES256')).publicKey);
  return { x, y, thumbprint: await calculateJwkThumbprint({ ...rest, x, y }) };
};

test('a key that comes back is not imported again, until newer ones have pushed it out', async () => {
  const keys = proofKeys(2);
  const [a, b, c] = await Promise.all([publicPoint(), publicPoint(), publicPoint()]);
  const first = keys(a.x, a.y);
  expect(first.keyThumbprint).toBe(a.thumbprint);
  keys(b.x, b.y);
  expect(keys(a.x, a.y)).toBe(first);
  // b was used longest ago, so c takes its place.
  keys(c.x, c.y);
  expect(keys(a.x, a.y)).toBe(first);
  keys(b.x, b.y);
  expect(keys(a.x, a.y)).toBe(first);
});

test('coordinates that are no point on the curve are refused, every time', () => {
  const keys = proofKeys();
  for (let time = 0; time < 2; time++) expect(() => keys('AAAA', 'AAAA')).toThrow();
});
